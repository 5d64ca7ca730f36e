using System.CommandLine;
using StyleForge.Engine.Features;
using StyleForge.Engine.Measuring;
using StyleForge.Engine.Settings;
using StyleForge.Hosting;
using StyleForge.Models.Weights;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge bench</c>: measures what an iteration costs on this machine.</summary>
internal static class BenchCommand
{
    private const int DefaultSize = 512;
    private const int DefaultIterations = 10;
    private const int MostIterations = 10_000;

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("bench", "Measure what one iteration costs on this machine, layer by layer.", "[options]")
        {
            Notes =
            [
                "An iteration on pictures of noise is an evaluation (forward, losses, gradient by the picture) and a step of the optimiser. Seconds and GFLOP/s are "
                    + "those of the evaluation, both passes counted as direct convolutions; the step is told apart. Content is compared at relu4_2, style at "
                    + "relu1_1 to relu5_1, for every network. A network whose weights are not on this machine is measured with random filters, which take as long.",
            ],
            Examples =
            [
                ("bench --network vgg19 --size 512 1024", "Two sizes, the smaller one first, so that each has its own peak of memory."),
                ("bench --network vgg19 --threads 1 --json", "For another program: one JSON object a size."),
            ],
        };
        var sizes = verb.Take(Sizes());
        var iterations = verb.Take(new Option<int>("--iterations")
        {
            HelpName = "NUMBER",
            Description = $"Evaluations to measure, 1 to {MostIterations}; default {DefaultIterations}, after {Workbench.WarmUp} to warm up.",
            DefaultValueFactory = _ => DefaultIterations,
            CustomParser = result => WholeNumbers.Read(result, "--iterations", 1, MostIterations).FirstOrDefault(),
        });
        var threads = verb.Take(new Option<int?>("--threads", "-t")
        {
            HelpName = "NUMBER",
            Description = "Threads to work on, 1 to 1024; default one for each processor.",
            CustomParser = result => WholeNumbers.Read(result, "--threads", 1, 1024).FirstOrDefault(),
        });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print one JSON object a size, a line each." });
        SettingOption[] settings = [.. ((string[])["network", "weightsFile", "optimiser"]).Select(name => new SettingOption(SettingCatalogue.Find(name)!))];
        Array.ForEach(settings, verb.Options.Add);
        verb.SetAction(result =>
        {
            var given = settings
                .Where(option => result.GetResult(option) is { Implicit: false })
                .ToDictionary(option => option.Setting.Name, result.GetValue);
            if (given.TryGetValue("weightsFile", out var file))
            {
                given["weightsFile"] = Path.GetFullPath(file!, environment.WorkingDirectory);
            }

            var resolution = Workbench.Settings(given);
            Problems.Write(environment, resolution.Problems, null);
            return resolution.Settings is { } chosen
                ? Measure(environment, chosen, [.. result.GetRequiredValue(sizes).Distinct().Order()], result.GetValue(iterations), result.GetValue(threads), result.GetValue(json))
                : ExitCodes.Wrong;
        });
        return verb;
    }

    /// <summary>The option that takes one or more sizes.</summary>
    public static Option<int[]> Sizes()
    {
        var size = SettingCatalogue.Find("size")!;
        return new Option<int[]>("--size")
        {
            HelpName = "PIXELS...",
            Description = $"Sides of the square pictures, from {size.Minimum} to {size.Maximum}; default {DefaultSize}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [DefaultSize],
            CustomParser = result => WholeNumbers.Read(result, "--size", (int)size.Minimum, (int)size.Maximum),
        };
    }

    /// <summary>Refuses sizes that are too small for what is looked at.</summary>
    /// <exception cref="CommandFailure">The network is not known, or a size is too small for its deepest tap.</exception>
    public static void RequireRoom(RenderSettings settings, IEnumerable<int> sizes)
    {
        var network = NetworksCommand.Find(settings.Network);
        var (tap, least) = LayerPaths.TapsOf(settings).Select(tap => (tap, network.MinimumSide(tap, settings.Padding))).MaxBy(pair => pair.Item2);
        foreach (var size in sizes.Where(size => size < least))
        {
            throw new CommandFailure($"--size is {size}, but {network.Name} needs at least {least} pixels to reach {tap}.");
        }
    }

    private static int Measure(HostEnvironment environment, RenderSettings settings, int[] sizes, int iterations, int? threads, bool asJson)
    {
        RequireRoom(settings, sizes);
        using var bench = Open(environment, settings, threads);
        var report = new BenchReport(environment.Output);
        var lines = new JsonLines(environment.Output);
        foreach (var size in sizes)
        {
            var measurement = Measure(bench, settings with { Size = size }, iterations, environment.Interrupted);
            if (asJson)
            {
                BenchReport.WriteJson(lines, measurement);
            }
            else
            {
                report.WriteText(measurement, bench.HasWeights);
            }
        }

        return ExitCodes.Done;
    }

    private static Workbench Open(HostEnvironment environment, RenderSettings settings, int? threads)
    {
        try
        {
            return new Workbench(settings, threads, new WeightLibrary(environment).Find);
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    private static Measurement Measure(Workbench bench, RenderSettings settings, int iterations, CancellationToken interrupted)
    {
        try
        {
            return bench.Measure(settings, iterations, interrupted);
        }
        catch (ArgumentException refusal)
        {
            throw new CommandFailure(refusal.Sentence(), ExitCodes.Wrong, refusal);
        }
        catch (OutOfMemoryException refusal)
        {
            throw new CommandFailure($"There is not enough memory to measure {Words.Size(settings.Size, settings.Size)}: lower --size, or close other programs.", ExitCodes.JobFailed, refusal);
        }
    }
}
