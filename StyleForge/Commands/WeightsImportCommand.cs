using System.CommandLine;
using StyleForge.Hosting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge weights import FILE --as NAME</c>: makes a weight file the one that renders find.</summary>
internal static class WeightsImportCommand
{
    /// <summary>Key in an imported file's metadata: the name of the file that it was made from.</summary>
    public const string SourceFile = "styleforge_source";

    /// <summary>Key in an imported file's metadata: the SHA-256 of the file that it was made from.</summary>
    public const string SourceSha256 = "styleforge_source_sha256";

    /// <summary>The command.</summary>
    public static Verb Create(HostEnvironment environment)
    {
        var verb = new Verb("import", "Check a weight file and copy it as safetensors to the user's weights folder, where renders find it.", "FILE --as NAME")
        {
            Examples = [("weights import ~/Downloads/vgg19-dcbb9e9d.pth --as vgg19", "From then on «--network vgg19» works.")],
        };
        var file = verb.Take(new Argument<string>("file") { HelpName = "FILE", Description = "The weight file, safetensors or PyTorch." });
        var name = verb.Take(new Option<string>("--as") { HelpName = "NAME", Description = "The network that the weights are for.", Required = true });
        name.CompletionSources.Add(_ => NetworkCatalogue.All.Select(network => network.Name));
        verb.SetAction(result =>
        {
            var network = NetworksCommand.Find(result.GetRequiredValue(name));
            using var weights = WeightsShowCommand.Read(environment, result.GetRequiredValue(file));
            var fitted = Fit(weights, network);
            var folder = Directory.CreateDirectory(new WeightLibrary(environment).UserFolder).FullName;
            var (path, other) = Keep(weights, network, folder);
            File.Delete(other);
            environment.Error.WriteLine($"{network.Name} now has the weights of {Words.Path(weights.Origin, environment.WorkingDirectory)}: {WeightsShowCommand.Extent(network, fitted)}.");
            environment.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static NetworkDescription Fit(WeightSet weights, NetworkDescription network)
    {
        try
        {
            return network.Fit(weights);
        }
        catch (WeightFormatException refusal)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    // Gives the path written and the one that it takes the place of. A variant is known by its SHA-256, which rewriting would
    // change, so it is kept byte for byte; any other becomes safetensors, which loads without unpickling, and says what it was.
    private static (string Path, string Other) Keep(WeightSet weights, NetworkDescription network, string folder)
    {
        var names = WeightLibrary.Imported(network).Select(name => Path.Combine(folder, name)).ToArray();
        if (network.Facts.InputOf(weights.Sha256) == network.Facts.Input)
        {
            var metadata = new Dictionary<string, string>(weights.Metadata)
            {
                [SourceFile] = Path.GetFileName(weights.Origin),
                [SourceSha256] = weights.Sha256,
            };
            WeightFile.Write(names[0], weights, metadata);
            return (names[0], names[1]);
        }

        var aside = names[1] + ".part";
        File.Copy(weights.Origin, aside, overwrite: true);
        File.Move(aside, names[1], overwrite: true);
        return (names[1], names[0]);
    }
}
