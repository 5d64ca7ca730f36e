using System.CommandLine;
using StyleForge.Hosting;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge weights import FILE [--as NAME]</c>: makes a weight file the one that renders find.</summary>
internal static class WeightsImportCommand
{
    /// <summary>The command.</summary>
    public static Verb Create(HostEnvironment environment)
    {
        var verb = new Verb("import", "Check a weight file and copy it as safetensors to the user's weights folder, where renders find it.", "FILE [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "The format is told by the content: safetensors, or PyTorch's files of any age; nothing in them is executed. Layers may go by torchvision's names (features.0), by Gatys' and "
                    + "Caffe's (conv1_1), or by those of universal style transfer's encoders (conv11 after conv0), within a state_dict or not. The copy says in its metadata which file it was made from and how the weights want their pictures, and renders go by that.",
            ],
            Examples =
            [
                ("weights import ~/Downloads/vgg19-dcbb9e9d.pth", "From then on «--network vgg19» works."),
                ("weights import vgg_conv.pth --as vgg19 --order bgr", "Weights that came by way of Caffe."),
            ],
        };
        var file = verb.Take(new Argument<string>("file") { HelpName = "FILE", Description = "The weight file, safetensors or PyTorch." });
        var name = verb.Take(new Option<string?>("--as") { HelpName = "NAME", Description = "The network that the weights are for; not needed where they can only be one's." });
        name.CompletionSources.Add(_ => NetworkCatalogue.All.Select(network => network.Name));
        var inputs = new InputOptions(verb);
        verb.SetAction(result =>
        {
            var network = result.GetValue(name) is { } given ? NetworksCommand.Find(given) : null;
            var said = inputs.Read(result);
            using var weights = WeightsShowCommand.Read(environment, result.GetRequiredValue(file));
            var fitting = network is null ? FittingNetwork.Only(weights) : FittingNetwork.Of(weights, network);
            var library = new WeightLibrary(environment);
            var input = said ?? InputOf(weights, fitting.Network);
            var path = Keep(weights, fitting.Network, input, library.MakeUserFolder());
            var whose = network is null ? ", which can only be its" : "";
            environment.Error.WriteLine(
                $"{fitting.Network.Name} now has the weights of {Words.Path(weights.Origin, environment.WorkingDirectory)}{whose}: {fitting.Extent}. They take pictures in {input}.");
            if (library.Before(fitting.Network, path) is { } other)
            {
                environment.Error.WriteLine($"Renders still use {Words.Path(other, environment.WorkingDirectory)}, which comes first; take it away to use the new file.");
            }

            environment.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }

    /// <summary>How the weights of a file want their pictures.</summary>
    /// <exception cref="CommandFailure">What the file says cannot be understood.</exception>
    public static InputConvention InputOf(WeightSet weights, NetworkDescription network)
    {
        try
        {
            return network.Facts.InputOf(weights);
        }
        catch (WeightFormatException refusal)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    // Under torchvision's names, so that every other tool can read the copy too.
    private static string Keep(WeightSet weights, NetworkDescription network, InputConvention input, string folder)
    {
        var path = Path.Combine(folder, WeightLibrary.Imported(network)[0]);
        var metadata = new Dictionary<string, string>(weights.Metadata)
        {
            [WeightProvenance.SourceFile] = Path.GetFileName(weights.Origin),
            [WeightProvenance.SourceSha256] = weights.Sha256,
        };
        foreach (var (key, value) in InputMetadata.Of(input))
        {
            metadata[key] = value;
        }

        WeightFile.Write(path, network.Rename(weights), metadata);
        foreach (var older in WeightLibrary.Imported(network).Skip(1))
        {
            File.Delete(Path.Combine(folder, older));
        }

        return path;
    }
}
