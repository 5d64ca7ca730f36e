using System.CommandLine;
using StyleForge.Hosting;
using StyleForge.Hosting.Download;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Commands;

/// <summary><c>styleforge weights list</c> and its like: <c>pull</c>, <c>show</c>, <c>verify</c>, <c>import</c>, <c>export</c>.</summary>
internal static class WeightsCommand
{
    /// <summary>The command with its six.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("weights", "Fetch, check, import and export the weights of the networks; alone it lists them.", "[COMMAND] [options]");
        verb.Subcommands.Add(List(environment));
        verb.Subcommands.Add(WeightsPullCommand.Create(environment));
        verb.Subcommands.Add(WeightsShowCommand.Create(environment));
        verb.Subcommands.Add(WeightsVerifyCommand.Create(environment));
        verb.Subcommands.Add(WeightsImportCommand.Create(environment));
        verb.Subcommands.Add(WeightsExportCommand.Create(environment));
        verb.SetAction(_ => WriteList(environment, asJson: false));
        return verb;
    }

    private static Verb List(HostEnvironment environment)
    {
        var verb = new Verb("list", "List the networks with the size and licence of their weights, which of them are on this machine, and how to get the others.", "[options]")
        {
            Notes = [$"Looked in, in this order: the folder of {WeightLibrary.Variable}, the user's weights folder, the cache of PyTorch."],
            Examples = [("weights list", "What is here, and what is missing.")],
        };
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON object." });
        verb.SetAction(result => WriteList(environment, result.GetValue(json)));
        return verb;
    }

    private static int WriteList(HostEnvironment environment, bool asJson)
    {
        var library = new WeightLibrary(environment);
        if (asJson)
        {
            new JsonLines(environment.Output).WriteDocument(new WeightsAnswer(NetworkCatalogue.Every.Select(network => Entry(library, network)), library.Folders.Distinct()));
            return ExitCodes.Done;
        }

        var table = new TextTable("network", "weights", ">size", "on this machine");
        foreach (var network in NetworkCatalogue.Every)
        {
            table.Add(network.Name, network.Facts.Weights?.Label ?? (network.Facts.BuiltIn is null ? "none published" : "built in"), Size(network), Where(environment, library, network));
        }

        table.Write(environment.Output);
        environment.Output.WriteLine();
        environment.Output.WriteLine("Licences:");
        foreach (var licence in NetworkCatalogue.Every.GroupBy(network => network.Facts.Licence))
        {
            environment.Output.WriteLine($"  {string.Join(", ", licence.Select(network => network.Name))}: {licence.Key}");
        }

        environment.Output.WriteLine();
        environment.Output.WriteLine("Folders:");
        foreach (var folder in library.Folders.Distinct())
        {
            environment.Output.WriteLine($"  {folder}{(Directory.Exists(folder) ? "" : " (absent)")}");
            foreach (var file in library.Files().Where(file => file.DirectoryName == Path.TrimEndingDirectorySeparator(folder)))
            {
                environment.Output.WriteLine($"    {file.Name}, {Words.Bytes(file.Length)}");
            }
        }

        return ExitCodes.Done;
    }

    // As it is here, or as it would be once it is fetched; «about» where only the numbers in it can be counted.
    private static string Size(NetworkDescription network) => network.Facts switch
    {
        { BuiltIn: { } builtIn } => Words.Bytes(builtIn.Bytes),
        { Weights: { } published } => (published.Bytes is null ? "about " : "") + Words.Bytes(published.LeastBytes(network)),
        _ => "",
    };

    private static string Where(HostEnvironment environment, WeightLibrary library, NetworkDescription network) =>
        library.Find(network) is { } file ? Words.Path(file, environment.WorkingDirectory)
        : network.Facts.BuiltIn is not null ? "in the program"
        : $"no: {Command(network)}{(network.Facts.Weights is { } published ? Begun(library, published) : "")}";

    private static string Begun(WeightLibrary library, PublishedWeights published) =>
        PartFile.Left(Path.Combine(library.UserFolder, published.FileName)) is > 0 and var bytes ? $" ({Words.Bytes(bytes)} are here already)" : "";

    private static string Command(NetworkDescription network) =>
        network.Facts.Weights is null ? $"styleforge weights import FILE --as {network.Name}" : $"styleforge weights pull {network.Name}";

    private static NetworkWeightsEntry Entry(WeightLibrary library, NetworkDescription network)
    {
        var (file, published, builtIn) = (library.Find(network), network.Facts.Weights, network.Facts.BuiltIn);
        return new NetworkWeightsEntry(
            network.Name,
            published?.FileName,
            (published?.Place as ServerPlace)?.ToString(),
            (published?.Place as PackagePlace)?.ToString(),
            published?.Sha256Prefix,
            builtIn is not null,
            builtIn?.Bytes ?? published?.Bytes,
            network.Facts.Licence,
            file,
            file is null && builtIn is null ? Command(network) : null);
    }
}
