using System.Reflection;
using BenchmarkDotNet.Running;
using StyleForge.Benchmarks;

// dotnet run -c Release --project StyleForge.Benchmarks -- --filter '*Convolution*'
// dotnet run -c Release --project StyleForge.Benchmarks -- --allocation-gate
if (args is ["--allocation-gate"])
{
    return AllocationGate.Run(Console.Out);
}

BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
return 0;
