using System.Diagnostics;
using System.Globalization;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;

namespace StyleForge.Benchmarks.Networks;

/// <summary>
/// Every network of the catalogue that is no VGG, one picture at a time, here and on libtorch in turns in one process. What is printed is the
/// least of all calls: what a neighbour on the same processor takes is nobody's merit or fault. On one thread it is processor time, which is the
/// time by the clock where nobody else is at work.
/// </summary>
internal static class NetworkComparison
{
    private const int Rounds = 8;
    private const int MostCalls = 200;
    private const double TurnSeconds = 0.15;

    /// <summary>Measures and prints a table, and layer by layer where that is asked for.</summary>
    /// <param name="arguments">Names of networks, none for all; <c>--layers</c>; and how many threads as a number, 2 where there is none.</param>
    /// <param name="output">Where to print.</param>
    public static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        var byLayer = arguments.Contains("--layers");
        var threads = arguments.Select(argument => int.TryParse(argument, CultureInfo.InvariantCulture, out var number) ? number : 0).FirstOrDefault(number => number > 0, 2);
        var names = arguments.Where(argument => NetworkCatalogue.Classifiers.Any(network => network.Name == argument)).ToList();
        TorchLibrary.Load(threads);
        output.WriteLine("| network | managed, ms | libtorch, ms | as | ratio |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (var network in NetworkCatalogue.Classifiers.Where(network => names.Count == 0 || names.Contains(network.Name)))
        {
            Compare(network, threads, byLayer, output);
        }
    }

    private static void Compare(NetworkDescription description, int threads, bool byLayer, TextWriter output)
    {
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        using var network = Network<float>.BuildRandom(description, seed: 1);
        using var run = network.Prepare(description.Facts.Source, [description.Taps[^1].Name], workers, pool, isForwardOnly: true);
        var random = new Random(1);
        foreach (ref var number in run.Source.Span)
        {
            number = description.Layers[0] is EmbeddingDescription ? random.Next(256) : random.NextSingle();
        }

        using var planar = new LibtorchGraph(network, run.Source, isChannelsLast: false);
        using var channelsLast = new LibtorchGraph(network, run.Source, isChannelsLast: true);
        (string Name, Action Call)[] engines = [("", () => run.Forward()), ("planar", planar.Run), ("channels last", channelsLast.Run)];
        var least = engines.Select(_ => double.MaxValue).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var engine = 0; engine < engines.Length; engine++)
            {
                least[engine] = Math.Min(least[engine], Turn(engines[engine].Call, threads == 1));
            }
        }

        var best = least[2] < least[1] ? 2 : 1;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {description.Name} | {least[0] * 1e3:0.000} | {least[best] * 1e3:0.000} | {engines[best].Name} | {least[best] / least[0]:0.00} |"));
        if (byLayer)
        {
            PrintLayers(network, run, best == 2 ? channelsLast : planar, output);
        }
    }

    // The least of the calls of a turn, of which the first finds its caches cold.
    private static double Turn(Action call, bool byProcessor)
    {
        var least = double.MaxValue;
        var turn = Stopwatch.StartNew();
        for (var calls = 0; calls < 3 || (calls < MostCalls && turn.Elapsed.TotalSeconds < TurnSeconds); calls++)
        {
            var start = Now();
            call();
            least = Math.Min(least, (Now() - start).TotalSeconds);
        }

        return least;

        TimeSpan Now() => byProcessor ? Environment.CpuUsage.TotalTime : Stopwatch.GetElapsedTime(0);
    }

    // Of one turn each, whose calls are averaged.
    private static void PrintLayers(Network<float> network, NetworkRun<float> run, LibtorchGraph libtorch, TextWriter output)
    {
        const int calls = 10;
        run.ClearTimes();
        Array.Clear(libtorch.Ticks);
        for (var call = 0; call < calls; call++)
        {
            run.Forward();
        }

        for (var call = 0; call < calls; call++)
        {
            libtorch.Run();
        }

        var rival = network.Description.Layers.Zip(libtorch.Ticks).ToDictionary(pair => pair.First.Tap, pair => Stopwatch.GetElapsedTime(0, pair.Second));
        foreach (var time in run.Times)
        {
            var theirs = time.Layers.Sum(layer => rival.GetValueOrDefault(layer).TotalMilliseconds);
            var (seconds, gigaflops) = (time.Forward.TotalSeconds / calls, 2e-9 * time.MultiplyAdds * calls / Math.Max(time.Forward.TotalSeconds, 1e-9));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"    {time.Layer,-60} {time.Kernel,-24} {seconds * 1e3,8:0.000} ms {gigaflops,7:0.0} GFLOP/s   libtorch {theirs / calls,8:0.000} ms"));
        }
    }
}
