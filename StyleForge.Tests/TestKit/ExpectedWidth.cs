using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using StyleForge.Models.Kernels;
using Xunit.Sdk;

namespace StyleForge.Tests.TestKit;

/// <summary>
/// Runs tests again in a child process with other vectors. The child is this assembly started as a program: it checks
/// the width it was promised, then runs every test of every class marked <see cref="EveryWidthAttribute"/>.
/// </summary>
public static class ExpectedWidth
{
    /// <summary>Starts a child and fails with its output unless it kept the width and passed all its tests.</summary>
    public static void RunChild(int bits, string variable, string value)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is not "dotnet")
        {
            start.FileName = "dotnet";
        }

        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(ExpectedWidth).Assembly.Location);
        start.ArgumentList.Add(bits.ToString(CultureInfo.InvariantCulture));
        start.Environment.Remove(VectorWidth.CapVariable);
        start.Environment.Remove(ImageAssert.UpdateVariable); // Goldens are made at the full width alone.
        start.Environment[variable] = value;
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, $"With {variable}={value} the child ended with code {child.ExitCode}:\n{output}\n{errors.Result}");
        Assert.Contains($"width {bits}: ", output, StringComparison.Ordinal);
    }

    /// <summary>What the child does; 0 when the width is as expected and every test passed.</summary>
    public static int Main(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var expected = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        if (VectorWidth.Bits != expected)
        {
            Console.WriteLine($"The width is {VectorWidth.Bits}, expected {expected}: the switch did nothing.");
            return 1;
        }

        var (passed, failed, skipped) = (0, 0, 0);
        foreach (var method in Tests())
        {
            if (method.GetCustomAttribute<FactAttribute>()!.Skip is { } reason)
            {
                skipped++;
                Console.WriteLine($"{method.DeclaringType!.Name}.{method.Name} is skipped: {reason}");
                continue;
            }

            foreach (var row in Rows(method))
            {
                if (Failure(method, row) is { } failure)
                {
                    failed++;
                    Console.WriteLine($"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", row)}): {failure}");
                }
                else
                {
                    passed++;
                }
            }
        }

        Console.WriteLine($"width {VectorWidth.Bits}: {passed} passed, {failed} failed, {skipped} skipped");
        return passed > 0 && failed == 0 ? 0 : 1;
    }

    /// <summary>Runs one test to its end, also where that comes later.</summary>
    /// <param name="method">The test, of a class that needs nothing to be made.</param>
    /// <param name="row">What it is called with.</param>
    /// <returns>What it threw; null where it passed.</returns>
    internal static Exception? Failure(MethodInfo method, object?[] row)
    {
        ArgumentNullException.ThrowIfNull(method);
        object? instance = null;
        try
        {
            instance = Activator.CreateInstance(method.DeclaringType!);
            (method.Invoke(instance, row) as Task)?.GetAwaiter().GetResult();
            return null;
        }
        catch (TargetInvocationException failure)
        {
            return failure.InnerException;
        }
        catch (Exception failure)
        {
            return failure; // Of a task.
        }
        finally
        {
            (instance as IDisposable)?.Dispose();
        }
    }

    private static IEnumerable<MethodInfo> Tests() =>
        from type in typeof(ExpectedWidth).Assembly.GetTypes()
        where type.IsDefined(typeof(EveryWidthAttribute))
        from method in type.GetMethods()
        where method.IsDefined(typeof(FactAttribute))
        select method;

    private static IEnumerable<object?[]> Rows(MethodInfo method) => method.IsDefined(typeof(TheoryAttribute))
        ? method.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(method))
        : [[]];
}
