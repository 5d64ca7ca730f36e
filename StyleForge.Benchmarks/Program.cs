using System.Reflection;
using BenchmarkDotNet.Running;
using StyleForge.Benchmarks;
using StyleForge.Benchmarks.Networks;

// dotnet run -c Release --project StyleForge.Benchmarks -- --filter '*Convolution*'
// dotnet run -c Release --project StyleForge.Benchmarks -- --allocation-gate
// dotnet run -c Release --project StyleForge.Benchmarks -- --networks resnet50 --layers
if (args is ["--allocation-gate"])
{
    return AllocationGate.Run(Console.Out);
}

if (args is ["--networks", .. var rest])
{
    NetworkComparison.Run(rest, Console.Out);
    return 0;
}

BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
return 0;
