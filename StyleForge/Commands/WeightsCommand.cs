using System.CommandLine;
using System.Globalization;
using StyleForge.Hosting;
using StyleForge.Models.Networks;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge weights list</c>, <c>weights show FILE</c> and <c>weights import FILE --as NAME</c>.</summary>
internal static class WeightsCommand
{
    /// <summary>The command with its three.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("weights", "List, inspect and import the weights of the networks; alone it lists them.", "[COMMAND] [options]");
        verb.Subcommands.Add(List(environment));
        verb.Subcommands.Add(WeightsShowCommand.Create(environment));
        verb.Subcommands.Add(WeightsImportCommand.Create(environment));
        verb.SetAction(_ => WriteList(environment));
        return verb;
    }

    private static Verb List(HostEnvironment environment)
    {
        var verb = new Verb("list", "List what weights each network can use and which of them are on this machine.", "")
        {
            Notes = [$"Looked in, in this order: the folder of {WeightLibrary.Variable}, the user's weights folder, the cache of PyTorch."],
            Examples = [("weights list", "What is here, and what is missing.")],
        };
        verb.SetAction(_ => WriteList(environment));
        return verb;
    }

    private static int WriteList(HostEnvironment environment)
    {
        var library = new WeightLibrary(environment);
        var table = new TextTable("network", "published as", "on this machine");
        foreach (var network in NetworkCatalogue.All)
        {
            table.Add(network.Name, network.Facts.Weights?.FileName ?? "nowhere: untrained features", library.Find(network) ?? "-");
        }

        table.Write(environment.Output);
        environment.Output.WriteLine();
        environment.Output.WriteLine("Folders:");
        foreach (var folder in library.Folders)
        {
            environment.Output.WriteLine($"  {folder}{(Directory.Exists(folder) ? "" : " (absent)")}");
        }

        foreach (var file in library.Files())
        {
            environment.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {file.FullName}, {file.Length / 1e6:0.0} MB"));
        }

        return ExitCodes.Done;
    }
}
