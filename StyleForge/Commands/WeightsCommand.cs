using System.CommandLine;
using System.Text.Json;
using StyleForge.Hosting;
using StyleForge.Models.Networks;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge weights list</c>, <c>weights show FILE</c>, <c>weights verify</c> and <c>weights import FILE --as NAME</c>.</summary>
internal static class WeightsCommand
{
    /// <summary>The command with its four.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("weights", "List, inspect, verify and import the weights of the networks; alone it lists them.", "[COMMAND] [options]");
        verb.Subcommands.Add(List(environment));
        verb.Subcommands.Add(WeightsShowCommand.Create(environment));
        verb.Subcommands.Add(WeightsVerifyCommand.Create(environment));
        verb.Subcommands.Add(WeightsImportCommand.Create(environment));
        verb.Subcommands.Add(WeightsExportCommand.Create(environment));
        verb.SetAction(_ => WriteList(environment, asJson: false));
        return verb;
    }

    private static Verb List(HostEnvironment environment)
    {
        var verb = new Verb("list", "List what weights each network can use and which of them are on this machine.", "[options]")
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
            new JsonLines(environment.Output).WriteDocument(writer => WriteJson(writer, library));
            return ExitCodes.Done;
        }

        var table = new TextTable("network", "published as", "on this machine");
        foreach (var network in NetworkCatalogue.All)
        {
            table.Add(network.Name, network.Facts.Weights?.FileName ?? "built in, untrained", library.Find(network) ?? "-");
        }

        table.Write(environment.Output);
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

    private static void WriteJson(Utf8JsonWriter json, WeightLibrary library)
    {
        json.WriteStartObject();
        json.WriteStartArray("networks");
        foreach (var network in NetworkCatalogue.All)
        {
            json.WriteStartObject();
            json.WriteString("name", network.Name);
            json.WriteString("published", network.Facts.Weights?.FileName);
            json.WriteString("url", network.Facts.Weights?.Url.ToString());
            json.WriteString("sha256Prefix", network.Facts.Weights?.Sha256Prefix);
            json.WriteString("file", library.Find(network));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("folders");
        foreach (var folder in library.Folders.Distinct())
        {
            json.WriteStringValue(folder);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
