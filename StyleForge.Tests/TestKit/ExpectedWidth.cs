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

        var (passed, failed) = (0, 0);
        foreach (var (method, row) in Tests())
        {
            try
            {
                Run(method, row);
                passed++;
            }
            catch (TargetInvocationException failure)
            {
                failed++;
                Console.WriteLine($"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", row)}): {failure.InnerException}");
            }
        }

        Console.WriteLine($"width {VectorWidth.Bits}: {passed} passed, {failed} failed");
        return passed > 0 && failed == 0 ? 0 : 1;
    }

    private static IEnumerable<(MethodInfo Method, object?[] Row)> Tests() =>
        from type in typeof(ExpectedWidth).Assembly.GetTypes()
        where type.IsDefined(typeof(EveryWidthAttribute))
        from method in type.GetMethods()
        where method.IsDefined(typeof(FactAttribute))
        from row in Rows(method)
        select (method, row);

    private static IEnumerable<object?[]> Rows(MethodInfo method) => method.IsDefined(typeof(TheoryAttribute))
        ? method.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(method))
        : [[]];

    private static void Run(MethodInfo method, object?[] row)
    {
        var instance = Activator.CreateInstance(method.DeclaringType!);
        method.Invoke(instance, row);
        (instance as IDisposable)?.Dispose();
    }
}
