using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Features;
using StyleForge.Hosting;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Commands;

/// <summary><c>styleforge weights show NAME|FILE</c>: what a weight file holds.</summary>
internal static class WeightsShowCommand
{
    // Batch normalisation has a counter a layer: they are not worth a line each.
    private const int MostLeftOut = 3;

    /// <summary>The command.</summary>
    public static Verb Create(HostEnvironment environment)
    {
        var verb = new Verb("show", "Show what a weight file holds: its tensors, shapes, checksum, and the network it fits.", "NAME|FILE [options]")
        {
            Examples =
            [
                ("weights show vgg19-dcbb9e9d.pth", "Reads safetensors, PyTorch, ONNX, TensorFlow.js and Darknet files; nothing in them is executed."),
                ("weights show forge-vgg", "The weights that come with the program: how they were made, and their licence."),
            ],
        };
        var subject = verb.Take(new Argument<string>("subject") { HelpName = "NAME|FILE", Description = "A network, for the weights that its renders use, or a weight file." });
        subject.CompletionSources.Add(_ => NetworkCatalogue.Every.Select(network => network.Name));
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON object." });
        verb.SetAction(result =>
        {
            var given = result.GetRequiredValue(subject);
            var named = NetworkCatalogue.Every.FirstOrDefault(network => network.Name == given);
            using var weights = named is not null ? Read(environment, named, "name the file itself") : Read(environment, given);
            var builtIn = weights.Origin == BuiltInWeights.Origin ? named?.Facts.BuiltIn : null;
            if (result.GetValue(json))
            {
                new JsonLines(environment.Output).WriteDocument(new WeightFileAnswer(
                    builtIn is null ? weights.Origin : null,
                    Format(weights, builtIn),
                    Length(weights, builtIn),
                    weights.Sha256,
                    FittingNetwork.All(weights).Select(fitting => fitting.Network.Name),
                    weights.Metadata,
                    weights.Names.ToDictionary(tensor => tensor, tensor => weights[tensor].Shape.ToString())));
            }
            else
            {
                WriteText(environment, weights, builtIn);
            }

            return ExitCodes.Done;
        });
        return verb;
    }

    /// <summary>Reads the weights that renders of a network use.</summary>
    /// <param name="environment">Folders.</param>
    /// <param name="network">The network.</param>
    /// <param name="otherwise">What a person whose machine has none may do instead of fetching them.</param>
    /// <exception cref="CommandFailure">They are not on this machine, or cannot be used.</exception>
    public static WeightSet Read(HostEnvironment environment, NetworkDescription network, string otherwise = "name a file with --weights-file") =>
        new WeightLibrary(environment).Find(network) is { } found ? Read(environment, found)
        : network.Facts.BuiltIn is { } builtIn ? builtIn.Read()
        : throw new CommandFailure(FeatureWeights.Absent(network, otherwise));

    /// <summary>Reads a weight file, all of it or the tensors to keep.</summary>
    /// <exception cref="CommandFailure">It cannot be used.</exception>
    public static WeightSet Read(HostEnvironment environment, string path, Predicate<string>? keep = null)
    {
        try
        {
            return WeightFile.Read(Path.GetFullPath(path, environment.WorkingDirectory), keep: keep);
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    private static void WriteText(HostEnvironment environment, WeightSet weights, BuiltInWeights? builtIn)
    {
        var fitting = FittingNetwork.All(weights);
        var facts = new List<(string Name, string Value)>
        {
            ("file", builtIn is null ? Words.Path(weights.Origin, environment.WorkingDirectory) : BuiltInWeights.Origin),
            ("format", $"{Format(weights, builtIn)}, {Words.Bytes(Length(weights, builtIn))}"),
            ("sha256", weights.Sha256),
            ("fits", fitting.Count == 0 ? "no network of this program" : string.Join("; ", fitting)),
        };
        if (fitting.Count > 0 && fitting[0].Network.Facts.Input.Mean.Count > 0)
        {
            facts.Add(("pictures", Pictures(weights, fitting[0].Network)));
        }

        if (weights.LeftOut.Count > 0)
        {
            var named = weights.LeftOut.Take(MostLeftOut).Select(tensor => $"{tensor.Key} with {tensor.Value}");
            facts.Add(("left out", string.Join("; ", named) + (weights.LeftOut.Count > MostLeftOut ? $"; and {Words.Count(weights.LeftOut.Count - MostLeftOut, "other")}" : "")));
        }

        facts.AddRange(weights.Metadata.Select(entry => (entry.Key, entry.Value)));
        var column = facts.Max(fact => fact.Name.Length);
        facts.ForEach(fact => environment.Output.WriteLine($"{fact.Name.PadRight(column)}  {fact.Value}"));
        environment.Output.WriteLine();

        var table = new TextTable("tensor", "shape", ">numbers");
        foreach (var tensor in weights.Names)
        {
            var shape = weights[tensor].Shape;
            table.Add(tensor, shape.ToString(), shape.ElementCount.ToString("N0", CultureInfo.InvariantCulture));
        }

        table.Add($"{Words.Count(weights.Names.Count, "tensor")}", "", weights.Names.Sum(tensor => (long)weights[tensor].Shape.ElementCount).ToString("N0", CultureInfo.InvariantCulture));
        table.Write(environment.Output);
    }

    private static string Format(WeightSet weights, BuiltInWeights? builtIn) => builtIn is null ? WeightFile.FormatOf(weights.Origin) : "safetensors";

    private static long Length(WeightSet weights, BuiltInWeights? builtIn) => builtIn?.Bytes ?? new FileInfo(weights.Origin).Length;

    // A file that contradicts itself is shown all the same: that is what people look into it for.
    private static string Pictures(WeightSet weights, NetworkDescription network)
    {
        try
        {
            return network.Facts.InputOf(weights).ToString();
        }
        catch (WeightFormatException refusal)
        {
            return refusal.Message;
        }
    }
}
