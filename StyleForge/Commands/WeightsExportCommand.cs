using System.CommandLine;
using StyleForge.Hosting;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge weights export NAME|FILE OUT</c>: writes weights so that other tools can read them.</summary>
internal static class WeightsExportCommand
{
    private const string Ending = ".safetensors";

    /// <summary>The command.</summary>
    public static Verb Create(HostEnvironment environment)
    {
        var verb = new Verb("export", "Write weights as safetensors with torchvision's names, which other tools can read.", "NAME|FILE OUT [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "In PyTorch: model.load_state_dict(safetensors.torch.load_file(\"OUT\")), with strict=False where the model has layers that the file has not. "
                    + "The metadata says where the weights come from and how they want their pictures.",
            ],
            Examples =
            [
                ("weights export forge-vgg forge-vgg.safetensors", "The network that comes with the program."),
                ("weights export mine.safetensors small.safetensors --half --metadata license=MIT", "Half as large, and it says whose it is."),
                ("weights export vgg_conv.pth vgg19.safetensors --as vgg19", "Layers named by Caffe get torchvision's names."),
            ],
        };
        var subject = verb.Take(new Argument<string>("subject") { HelpName = "NAME|FILE", Description = "A network, for the weights that its renders use, or a weight file." });
        var output = verb.Take(new Argument<string>("out") { HelpName = "OUT", Description = "The file to write, .safetensors; replaced where it exists." });
        var name = verb.Take(new Option<string?>("--as") { HelpName = "NAME", Description = "The network that the file's weights are for; not needed where its layers can only be named in one way." });
        var half = verb.Take(new Option<bool>("--half") { Description = "Write float16, half the size, each number rounded to the nearest; default float32." });
        var said = verb.Take(new Option<string[]>("--metadata") { HelpName = "KEY=VALUE", Description = "Something that the file is to say about itself; may be given several times." });
        subject.CompletionSources.Add(_ => NetworkCatalogue.Every.Select(network => network.Name));
        name.CompletionSources.Add(_ => NetworkCatalogue.Every.Select(network => network.Name));
        verb.SetAction(result =>
        {
            var path = Output(environment, result.GetRequiredValue(output));
            var more = (result.GetValue(said) ?? []).Select(Said).ToArray();
            var (weights, network) = Open(environment, result.GetRequiredValue(subject), result.GetValue(name));
            using (weights)
            {
                if (Path.GetFullPath(weights.Origin, environment.WorkingDirectory) == path)
                {
                    throw new CommandFailure($"{Words.Path(path, environment.WorkingDirectory)} would be written over itself: name another file to write.");
                }

                var input = WeightsImportCommand.InputOf(weights, network.Network);
                Write(path, network.Network.Rename(weights), Metadata(weights, input, more), result.GetValue(half));
                environment.Error.WriteLine($"{network}. The weights take pictures in {input}.");
                environment.Output.WriteLine(Words.Path(path, environment.WorkingDirectory));
            }

            return ExitCodes.Done;
        });
        return verb;
    }

    private static string Output(HostEnvironment environment, string given)
    {
        var path = Path.GetFullPath(given, environment.WorkingDirectory);
        if (Directory.Exists(path) || !path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
        {
            throw new CommandFailure($"'{given}' is no name for exported weights: name a file that ends in {Ending}.");
        }

        var folder = Path.GetDirectoryName(path)!;
        return Directory.Exists(folder) ? path : throw new CommandFailure($"'{given}' cannot be written: the folder {folder} does not exist; make it first.");
    }

    private static (WeightSet Weights, FittingNetwork Network) Open(HostEnvironment environment, string subject, string? name)
    {
        var asked = name is null ? null : NetworksCommand.Find(name, NetworkCatalogue.Every);
        if (NetworkCatalogue.Every.FirstOrDefault(network => network.Name == subject) is { } named)
        {
            if (asked is not null && asked != named)
            {
                throw new CommandFailure($"--as is {asked.Name}, but {subject} is a network already: leave --as out, or name a weight file.");
            }

            return Fit(WeightsShowCommand.Read(environment, named), named);
        }

        if (!Path.Exists(Path.GetFullPath(subject, environment.WorkingDirectory)))
        {
            throw new CommandFailure($"'{subject}' is neither a network nor a weight file.{UsageProblems.DidYouMean(subject, NetworkCatalogue.Every.Select(network => network.Name))}");
        }

        return Fit(WeightsShowCommand.Read(environment, subject), asked);
    }

    // Weights of which nothing comes are freed here; all others are the caller's.
    private static (WeightSet Weights, FittingNetwork Network) Fit(WeightSet weights, NetworkDescription? network)
    {
        try
        {
            return (weights, network is null ? AnyOfOneNaming(weights) : FittingNetwork.Of(weights, network));
        }
        catch (CommandFailure)
        {
            weights.Dispose();
            throw;
        }
    }

    // The first layers of all networks have the same names, so it need not be known whose they are.
    private static FittingNetwork AnyOfOneNaming(WeightSet weights)
    {
        var namings = FittingNetwork.All(weights).DistinctBy(fitting => string.Join(' ', fitting.Fitted.Layers.Where(layer => layer.Parameters.Count > 0).Select(layer => layer.Name))).ToList();
        return namings is [var only] ? only : FittingNetwork.Only(weights);
    }

    private static (string Key, string Value) Said(string given) => given.Split('=', 2) is [{ Length: > 0 } key, var value]
        ? (key, value)
        : throw new CommandFailure($"--metadata is '{given}', but must be a name, «=» and a text: license=MIT, say.");

    private static void Write(string path, IReadOnlyList<(string Name, Tensor<float> Tensor)> tensors, Dictionary<string, string> metadata, bool asHalf)
    {
        try
        {
            WeightFile.Write(path, tensors, metadata, asHalf);
        }
        catch (OverflowException refusal)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    // What the command line says comes last, but nothing may contradict how the weights want their pictures.
    private static Dictionary<string, string> Metadata(WeightSet weights, InputConvention input, (string Key, string Value)[] more)
    {
        // Other tools ask which of them a file is for, and take «pt» for PyTorch's layout.
        var metadata = new Dictionary<string, string>(weights.Metadata) { ["format"] = "pt" };
        metadata.TryAdd(WeightProvenance.SourceFile, Path.GetFileName(weights.Origin));
        metadata.TryAdd(WeightProvenance.SourceSha256, weights.Sha256);
        foreach (var (key, value) in more)
        {
            metadata[key] = value;
        }

        foreach (var (key, value) in InputMetadata.Of(input))
        {
            metadata[key] = value;
        }

        return metadata;
    }
}
