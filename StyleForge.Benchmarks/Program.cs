using System.Reflection;
using BenchmarkDotNet.Running;

// dotnet run -c Release --project StyleForge.Benchmarks -- --filter '*Convolution*'
BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
return 0;
