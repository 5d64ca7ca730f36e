using System.CommandLine;
using StyleForge.Engine.Features;
using StyleForge.Models.Kernels;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Commands;

/// <summary><c>styleforge kernels</c>: says which kernel computes each layer on this machine, and why.</summary>
internal static class KernelsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("kernels", "List which kernel computes each layer of a network on this machine, and why.", "[options]")
        {
            Notes =
            [
                $"Each convolution asks an ordered list of paths, and the first that takes it does it. The environment variable {VectorWidth.CapVariable} "
                    + "(512, 256, 128 or 0) keeps kernels from using wider vectors; 0 means the scalar references.",
            ],
            Examples =
            [
                ("kernels --network vgg19", "The layers of VGG-19 at 512 pixels."),
                ("kernels --size 64 --json", "The built-in network on small pictures, for another program."),
            ],
        };
        var size = verb.Take(MeasuringOptions.Size("PIXELS", "Side of the square picture", several: false));
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON object." });
        var options = new MeasuringOptions(verb, environment, "network", "weightsFile", "padding");
        verb.SetAction(result =>
        {
            if (options.Read(result) is not { } settings)
            {
                return ExitCodes.Wrong;
            }

            settings = settings with { Size = result.GetRequiredValue(size)[0] };
            MeasuringOptions.RequireRoom(settings, [settings.Size]);
            using var bench = options.Open(settings, threads: 1);
            var paths = MeasuringOptions.AtSize(settings.Size, () => bench.Paths(settings));
            if (result.GetValue(json))
            {
                new JsonLines(environment.Output).WriteDocument(new KernelsAnswer(
                    VectorWidth.Bits,
                    VectorWidth.Hardware,
                    environment.Variable(VectorWidth.CapVariable),
                    settings.Network,
                    settings.Size,
                    paths.Select(layer => new KernelLayer(layer.Layer, layer.Kernel, layer.Paths))));
            }
            else
            {
                WriteText(environment, settings.Network, settings.Size, paths);
            }

            return ExitCodes.Done;
        });
        return verb;
    }

    private static void WriteText(HostEnvironment environment, string network, int size, IReadOnlyList<LayerPath> layers)
    {
        environment.Output.WriteLine(BenchReport.Vectors(VectorWidth.Bits) + (environment.Variable(VectorWidth.CapVariable) is { } cap ? $", {VectorWidth.CapVariable} is {cap}" : ""));
        environment.Output.WriteLine($"{network} at {Words.Size(size, size)}");
        foreach (var layer in layers)
        {
            environment.Output.WriteLine();
            environment.Output.WriteLine($"{layer.Layer}: {layer.Kernel}");
            foreach (var path in layer.Paths)
            {
                environment.Output.WriteLine($"  {path}");
            }
        }
    }
}
