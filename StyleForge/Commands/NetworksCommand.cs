using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Settings;
using StyleForge.Hosting;
using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Networks;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Commands;

/// <summary><c>styleforge networks list</c>, <c>networks describe NAME</c> and <c>networks visualize NAME</c>.</summary>
internal static class NetworksCommand
{
    private const int LargestInput = 65_500;
    private const int PictureRank = 4;
    private const int ShownLabels = 4;

    /// <summary>The command with its three.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("networks", "List the networks, describe one, or draw what it looks for; alone it lists them.", "[COMMAND] [options]");
        verb.Subcommands.Add(List(environment));
        verb.Subcommands.Add(Describe(environment));
        verb.Subcommands.Add(NetworksVisualizeCommand.Create(environment));
        verb.SetAction(_ => WriteList(environment, asJson: false));
        return verb;
    }

    /// <summary>The network of a name.</summary>
    /// <param name="name">What people type.</param>
    /// <param name="among">The networks there are; null for those that pictures are rendered through.</param>
    /// <exception cref="CommandFailure">There is none; the sentence suggests the nearest.</exception>
    public static NetworkDescription Find(string name, IReadOnlyList<NetworkDescription>? among = null)
    {
        among ??= NetworkCatalogue.All;
        var names = among.Select(network => network.Name).ToArray();
        return among.FirstOrDefault(network => network.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new CommandFailure($"There is no network '{name}': the networks are {string.Join(", ", names)}.{UsageProblems.DidYouMean(name, names)}");
    }

    private static Verb List(HostEnvironment environment)
    {
        var verb = new Verb("list", "List the networks.", "[options]")
        {
            Examples = [("networks list", "What there is: feature networks first, whose names --network takes in a render.")],
        };
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON list." });
        verb.SetAction(result => WriteList(environment, result.GetValue(json)));
        return verb;
    }

    private static int WriteList(HostEnvironment environment, bool asJson)
    {
        if (asJson)
        {
            new JsonLines(environment.Output).WriteDocument(NetworkCatalogue.Every.Select(Answer));
            return ExitCodes.Done;
        }

        var table = new TextTable("name", ">parameters", ">least size", "weights", "title");
        foreach (var network in NetworkCatalogue.Every)
        {
            table.Add(
                network.Name,
                Parameters(network).ToString("N0", CultureInfo.InvariantCulture),
                TakesPictures(network) ? LeastSide(network).ToString(CultureInfo.InvariantCulture) : string.Join('×', network.Facts.Source.Skip(Math.Min(2, network.Facts.Source.Rank - 1))),
                network.Facts.Weights?.Label ?? (network.Facts.BuiltIn is null ? "none published" : "built in"),
                network.Facts.Title);
        }

        table.Write(environment.Output);
        return ExitCodes.Done;
    }

    private static Verb Describe(HostEnvironment environment)
    {
        var verb = new Verb("describe", "Describe a network: its taps, shapes, parameters and arithmetic for one size of picture.", "NAME|FILE [options]")
        {
            Examples =
            [
                ("networks describe vgg19 --size 224", "The table of the paper."),
                ("networks describe squeezenet1_1", "A network that says what is on a picture, for the size that it was trained with."),
                ("networks describe digits.safetensors --json", "What is in a weight file, for another program."),
                ("networks describe model.onnx", "The network that an ONNX file describes, layer by layer."),
            ],
        };
        var name = verb.Take(new Argument<string>("name") { HelpName = "NAME|FILE", Description = "The network, or a weight file that says of itself what it is or fits one network alone." });
        name.CompletionSources.Add(_ => NetworkCatalogue.Every.Select(network => network.Name));
        var size = verb.Take(new Option<int?>("--size", "--input")
        {
            HelpName = "PIXELS",
            Description = $"Side of the square picture (or length of the signal, or side of the volume) to describe it for, up to {LargestInput}; default what the network was trained with.",
            CustomParser = result => WholeNumbers.Read(result, "--size", 1, LargestInput).FirstOrDefault(),
        });
        var weightsFile = verb.Take(new Option<string?>("--weights-file", "--weights") { HelpName = "FILE", Description = "Describe the network as this weight file has it." });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON object." });
        verb.SetAction(result =>
        {
            var (network, others) = Described(environment, result.GetRequiredValue(name), result.GetValue(weightsFile));
            var (table, tables) = (Table(network.Description, result.GetValue(size)), others.Select(other => other.Describe(other.Facts.Source)).ToList());
            if (result.GetValue(json))
            {
                var rest = others.Zip(tables, (other, own) => Answer(other, own)).ToList();
                new JsonLines(environment.Output).WriteDocument(Answer(network.Description, table) with { Others = rest.Count > 0 ? rest : null });
                return ExitCodes.Done;
            }

            WriteFacts(environment.Output, network, Input(network.Description));
            Write(table, "«sees» is the side of the square of pixels that one position depends on. ");
            foreach (var (other, own) in others.Zip(tables))
            {
                environment.Output.WriteLine();
                WriteFacts(environment.Output, LabelledNetwork.Of(other), $"regions of the maps of {network.Description.Name}, {string.Join('×', other.Facts.Source.Skip(1))} each");
                Write(own, "This is for one region. ");
            }

            return ExitCodes.Done;

            void Write(NetworkTable rows, string note)
            {
                environment.Output.WriteLine();
                environment.Output.Write(rows.ToString().ReplaceLineEndings());
                environment.Output.WriteLine();
                environment.Output.WriteLine($"{note}The outputs of all layers together take {Words.Bytes(4 * rows.Activations)}.");
            }
        });
        return verb;
    }

    // A file is described with the widths that its weights have.
    private static (LabelledNetwork Network, IReadOnlyList<NetworkDescription> Others) Described(HostEnvironment environment, string given, string? weightsFile)
    {
        if (weightsFile is null && OpenedNetwork.Find(given) is { } named)
        {
            return (LabelledNetwork.Of(named), []);
        }

        using var opened = OpenedNetwork.Open(environment, given, weightsFile);
        return (opened.Network with { Description = FittingNetwork.Of(opened.Weights, opened.Network.Description).Fitted }, opened.Others);
    }

    private static void WriteFacts(TextWriter output, LabelledNetwork labelled, string input)
    {
        var (network, facts) = (labelled.Description, labelled.Description.Facts);
        output.WriteLine($"{network.Name}: {facts.Title}");
        output.WriteLine($"  paper    {facts.Paper}");
        output.WriteLine($"  weights  {(facts.BuiltIn is { } builtIn ? $"built in, {Words.Bytes(builtIn.Bytes)}" : facts.Weights?.Place.ToString() ?? "none published")}");
        output.WriteLine($"  licence  {facts.Licence}");
        output.WriteLine($"  input    {input}");
        if (labelled.Labels is { } labels)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  classes  {labels.Labels.Count:N0} of {labels.Name}: {string.Join(", ", labels.Labels.Take(ShownLabels))}{(labels.Labels.Count > ShownLabels ? ", …" : "")}"));
        }
    }

    private static string Input(NetworkDescription network)
    {
        var input = network.Facts.Input;
        var colours = input.Mean.Count == 3 ? $"{input.Order.ToString().ToUpperInvariant()}, " : input.Mean.Count == 1 && TakesPictures(network) ? "grey, " : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{colours}{(input.Mean.Count > 0 ? $"0 to {input.Range}, mean {Numbers(input.Mean)}, deviation {Numbers(input.Deviation)}, " : "")}{Extent(network)}");

        static string Numbers(IEnumerable<double> values) => string.Join(' ', values.Select(value => value.ToString("G6", CultureInfo.InvariantCulture)));
    }

    private static bool TakesPictures(NetworkDescription network) => network.Facts.Source.Rank == PictureRank;

    private static string Extent(NetworkDescription network) => !TakesPictures(network) ? $"such as {network.Facts.Source}"
        : $"at least {Square(LeastSide(network))} pixels"
            + (LeastSide(network, BorderMode.Zero) is var zero && NetworkCatalogue.All.Contains(network) && zero < LeastSide(network) ? $", {Square(zero)} with --padding zero" : "");

    private static int LeastSide(NetworkDescription network) => NetworkCatalogue.All.Contains(network) ? LeastSide(network, DefaultPadding) : network.Facts.MinimumSide;

    // The shortest side of a picture that every layer sees something of; a reflecting edge needs a neighbour to reflect.
    private static int LeastSide(NetworkDescription network, BorderMode padding) =>
        network.Layers.Max(layer => network.MinimumSide(layer.Tap, padding));

    private static BorderMode DefaultPadding { get; } = SettingsResolver.Resolve([]).Settings!.Padding;

    private static string Square(int side) => string.Create(CultureInfo.InvariantCulture, $"{side}×{side}");

    private static NetworkTable Table(NetworkDescription network, int? side)
    {
        var usual = network.Facts.Source;
        try
        {
            return network.Describe(side is not { } extent ? usual
                : usual.Rank == 2 ? [1, extent]
                : [1, usual[1], .. Enumerable.Repeat(extent, usual.Rank - 2)]);
        }
        catch (ArgumentException refusal)
        {
            throw new CommandFailure(refusal.Sentence(), ExitCodes.Wrong, refusal);
        }
    }

    private static long Parameters(NetworkDescription network) =>
        network.Layers.Sum(layer => layer.ParameterCount);

    private static NetworkAnswer Answer(NetworkDescription network) => new(
        network.Name,
        network.Facts.Title,
        Parameters(network),
        LeastSide(network),
        network.Facts.Weights?.Label,
        network.Facts.BuiltIn is not null,
        network.Facts.Licence,
        network.Facts.Paper,
        network.Taps.Select(tap => tap.Name));

    private static NetworkTableAnswer Answer(NetworkDescription network, NetworkTable table) => new(
        network.Name,
        table.Source.ToString(),
        table.Parameters,
        table.MultiplyAdds,
        table.Activations,
        table.Rows.Select(row => new NetworkLayer(row.Name, row.Tap, row.Summary, row.Destination.ToString(), row.ReceptiveField, row.Parameters, row.MultiplyAdds)));
}
