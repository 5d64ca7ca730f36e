using System.CommandLine;
using StyleForge.Engine.Backends;
using StyleForge.Engine.Backends.Managed;
using StyleForge.Engine.Measuring;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Hosting;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge bench</c>: measures what an iteration costs on this machine.</summary>
internal static class BenchCommand
{
    private const int DefaultIterations = 10;
    private const int MostIterations = 10_000;
    private const int MostRounds = 3;

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
                ("bench --size 256 512 1024 --save", "Keep what was measured: from then on «--dry-run» says how long a render takes."),
                ("bench --size 4096 --memory 4GB --iterations 1", "What it costs to go through the network in windows."),
                ("bench --network vgg19 --padding zero --pooling max", "What other programs do at the edges and between layers, to compare with them."),
                ("bench --device cpu torch --network vgg19 --size 256 512", "This program's own engine beside libtorch, in turns, with their ratio."),
                ("bench --network vgg19 --threads 1 --json", "For another program: one JSON object for each device at each size."),
            ],
        };
        var sizes = verb.Take(MeasuringOptions.Size("PIXELS...", "Sides of the square pictures", several: true));
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
        var memory = verb.Take(MemoryAmounts.Option(
            "Memory that a render might take: 512MB, 4GB, 4GiB or a number of bytes; default four fifths of the machine's. A picture that needs more is measured in windows, as it would be rendered."));
        var json = verb.Take(new Option<bool>("--json") { Description = "Print one JSON object for each device at each size, a line each." });
        var save = verb.Take(new Option<bool>("--save") { Description = "Keep what was measured beside the user's configuration file: from then on --dry-run tells how long a render takes." });
        var devices = verb.Take(new Option<string[]>("--device")
        {
            HelpName = "WORD...",
            Description = $"What computes, one or several to compare: {SettingCatalogue.Find("device")!.Allowed}; default {BackendCatalogue.Processor}. Several are measured in turns.",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [BackendCatalogue.Processor],
        });
        var options = new MeasuringOptions(verb, environment, "network", "weightsFile", "pooling", "padding", "optimiser");
        verb.SetAction(result =>
        {
            if (options.Read(result) is not { } settings)
            {
                return ExitCodes.Wrong;
            }

            int[] sides = [.. result.GetRequiredValue(sizes).Distinct().Order()];
            MeasuringOptions.RequireRoom(settings, sides);
            string[] words = [.. result.GetRequiredValue(devices).Distinct()];
            RequireDevices(words);
            using var bench = options.Open(settings, result.GetValue(threads));
            Measure(environment, bench, words, [.. sides.Select(side => settings with { Size = side })], result.GetValue(iterations), result.GetValue(memory) ?? RunOptions.DefaultMemoryLimit, result.GetValue(json), result.GetValue(save));
            return ExitCodes.Done;
        });
        return verb;
    }

    private static void RequireDevices(string[] devices)
    {
        foreach (var device in devices)
        {
            if ((SettingCatalogue.Find("device")!.Parse(device, out _) ?? BackendCatalogue.Problem(device)) is { } problem)
            {
                throw new CommandFailure($"--device: {problem}");
            }
        }
    }

    private static void Measure(
        HostEnvironment environment, Workbench bench, string[] devices, RenderSettings[] sizes, int iterations, long memory, bool asJson, bool save)
    {
        var report = new BenchReport(environment.Output);
        var lines = new JsonLines(environment.Output);
        foreach (var settings in sizes)
        {
            var measurements = InTurns(devices, iterations, (device, count) =>
                MeasuringOptions.AtSize(settings.Size, () => bench.Measure(settings, count, memory, environment.Interrupted, device)));
            if (asJson)
            {
                measurements.ForEach(measurement => BenchReport.WriteJson(lines, measurement, beside: measurements[0], isAlone: measurements.Count == 1));
            }
            else if (measurements.Count == 1)
            {
                report.WriteText(measurements[0], bench.HasWeights);
            }
            else
            {
                report.WriteComparison(measurements, bench.HasWeights);
            }

            foreach (var measurement in measurements.Where(measurement => save && measurement.Backend == ManagedBackend.EngineName))
            {
                var day = DateOnly.FromDateTime(environment.Time.GetLocalNow().DateTime);
                environment.Error.WriteLine($"Kept in {Words.Path(new SpeedFile(environment).Add(Speed.Of(measurement, settings.WeightsFile, day)), environment.WorkingDirectory)}.");
            }
        }
    }

    // The machine is not equally quick all the time: what is compared is measured in rounds, one device after the other in each.
    private static List<Measurement> InTurns(string[] devices, int iterations, Func<string, int, Measurement> measure)
    {
        var rounds = devices.Length == 1 ? 1 : Math.Min(MostRounds, iterations);
        var measured = devices.Select(_ => new List<Measurement>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            var count = (iterations * (round + 1) / rounds) - (iterations * round / rounds);
            for (var i = 0; i < devices.Length; i++)
            {
                measured[i].Add(measure(devices[i], count));
            }
        }

        return [.. measured.Select(Measurement.Join)];
    }
}
