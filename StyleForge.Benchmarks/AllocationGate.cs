using System.Reflection;
using BenchmarkDotNet.Attributes;
using StyleForge.Benchmarks.Kernels;

namespace StyleForge.Benchmarks;

/// <summary>
/// Calls every benchmark a few times, on the smallest of its shapes, and fails where a call allocates once it is warm. It
/// takes seconds, where a full run takes an hour.
/// </summary>
internal static class AllocationGate
{
    private const int WarmUp = 2;
    private const int Calls = 2;

    /// <summary>Runs all benchmarks of this assembly.</summary>
    /// <returns>0 where nothing allocates, else 1.</returns>
    public static int Run(TextWriter output) => Run(typeof(AllocationGate).Assembly.GetTypes(), output);

    /// <summary>Runs the benchmarks of some types. They work on one thread, so all that they allocate is this thread's.</summary>
    public static int Run(IEnumerable<Type> types, TextWriter output)
    {
        var (checkedCount, failed) = (0, 0);
        foreach (var type in types)
        {
            var methods = type.GetMethods().Where(method => method.IsDefined(typeof(BenchmarkAttribute))).ToList();
            if (methods.Count == 0)
            {
                continue;
            }

            var benchmarks = Prepare(type);
            foreach (var method in methods)
            {
                var bytes = Allocated(method.CreateDelegate<Action>(benchmarks));
                checkedCount++;
                if (bytes > 0)
                {
                    failed++;
                    output.WriteLine($"{type.Name}.{method.Name} allocates {bytes} bytes a call");
                }
            }

            (benchmarks as IDisposable)?.Dispose();
        }

        output.WriteLine($"{checkedCount} benchmarks, {failed} of them allocate");
        return failed > 0 || checkedCount == 0 ? 1 : 0;
    }

    private static object Prepare(Type type)
    {
        var benchmarks = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties())
        {
            if (property.GetCustomAttribute<ParamsSourceAttribute>() is { } source)
            {
                var values = (IEnumerable<object>)type.GetProperty(source.Name)!.GetValue(benchmarks)!;
                property.SetValue(benchmarks, values.MinBy(value => value is LayerShape layer ? layer.Work : 0));
            }
        }

        foreach (var setup in type.GetMethods().Where(method => method.IsDefined(typeof(GlobalSetupAttribute))))
        {
            setup.Invoke(benchmarks, null);
        }

        return benchmarks;
    }

    private static long Allocated(Action call)
    {
        for (var i = 0; i < WarmUp; i++)
        {
            call();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
        {
            call();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }
}
