using System.CommandLine;
using StyleForge.Hosting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;

namespace StyleForge.Commands;

/// <summary><c>styleforge weights import FILE --as NAME</c>: makes a weight file the one that renders find.</summary>
internal static class WeightsImportCommand
{
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
            CheckFits(weights, network);
            var folder = Directory.CreateDirectory(new WeightLibrary(environment).UserFolder).FullName;
            var path = Path.Combine(folder, $"{network.Name}.safetensors");
            WeightFile.Write(path, weights);
            environment.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }

    // Building the network says everything that can be wrong; it copies the weights, so it goes before the file is written.
    private static void CheckFits(WeightSet weights, NetworkDescription network)
    {
        try
        {
            Network<float>.Build(network, weights).Dispose();
        }
        catch (WeightFormatException refusal)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }
}
