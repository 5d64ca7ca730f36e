using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Classification;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Hosting;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge networks visualize NAME -o FILE</c>: draws the filters of a network's first layer, or what excites some of its units.</summary>
internal static class NetworksVisualizeCommand
{
    private const int Patches = 9;
    private const int MostUnits = 16;
    private const int DefaultSize = 512;

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("visualize", "Draw what a network looks for: its first filters, or the patches of pictures that excite a unit most.", "NAME|FILE -o FILE [--unit TAP:CHANNEL... --pictures FOLDER] [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "Alone it draws the filters of the first layer, each scaled for itself around middle grey, which is 0.",
                "With --unit and --pictures it draws the nine patches of those pictures that excite a channel of a tap most (Zeiler and Fergus 2014), each as large as what the unit sees, with "
                    + "its activation: of each picture the strongest, and where there are fewer pictures also further ones half a patch apart. Several channels are rows. Beyond the edge of a "
                    + "picture there is grey. Units that see all of a picture, such as those of prob, show all of it.",
            ],
            Examples =
            [
                ("networks visualize forge-vgg -o filters.png", "The first filters of the network that comes with the program."),
                ("networks visualize forge-vgg -o units.png --unit relu3_1:5,17 --pictures photographs", "What two units look for."),
            ],
        };
        var name = verb.Take(new Argument<string>("name") { HelpName = "NAME|FILE", Description = "The network, or a weight file that says of itself what it is or fits one network alone." });
        name.CompletionSources.Add(_ => NetworkCatalogue.Every.Select(network => network.Name));
        var output = verb.Take(new Option<string>("--output", "-o") { HelpName = "FILE", Description = "The picture to write, in the format of its ending.", Required = true });
        var units = verb.Take(new Option<string[]>("--unit")
        {
            HelpName = "TAP:CHANNEL...",
            Description = $"Channels, from 0, of taps that 'networks describe' lists: relu4_1:3, or relu4_1:3,17 for two; {MostUnits} at most.",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        });
        var pictures = verb.Take(new Option<string?>("--pictures") { HelpName = "FOLDER", Description = "The picture files below this folder are looked at." });
        var size = verb.Take(new Option<int?>("--size")
        {
            HelpName = "PIXELS",
            Description = $"Long side at which larger pictures are looked at, 16 to 4096; default {DefaultSize}.",
            CustomParser = result => WholeNumbers.Read(result, "--size", 16, 4096).FirstOrDefault(),
        });
        var weightsFile = verb.Take(new Option<string?>("--weights-file", "--weights") { HelpName = "FILE", Description = "Weights to use in place of the network's own." });
        var threads = verb.Take(new Option<int?>("--threads", "-t")
        {
            HelpName = "NUMBER",
            Description = "Threads to work on, 1 to 1024; default one for each processor.",
            CustomParser = result => WholeNumbers.Read(result, "--threads", 1, 1024).FirstOrDefault(),
        });
        verb.SetAction(result =>
        {
            var (typed, folder) = (result.GetValue(units) ?? [], result.GetValue(pictures));
            if (typed.Length > 0 != folder is not null)
            {
                throw new CommandFailure(folder is null ? "--unit needs --pictures beside it: a folder whose pictures are looked at." : "--pictures needs --unit beside it: what is looked for in them, such as relu3_1:5.");
            }

            string[] files = folder is null ? [] : Pictures(environment, folder);
            var drawing = new PictureOutput(environment);
            var to = drawing.Check(result.GetRequiredValue(output), files);
            using var opened = OpenedNetwork.Open(environment, result.GetRequiredValue(name), result.GetValue(weightsFile));
            using var network = Build(opened, keepsNormalisation: typed.Length == 0);
            if (typed.Length == 0)
            {
                drawing.Write(to, Filters(network));
                environment.Output.WriteLine(Words.Path(to, environment.WorkingDirectory));
                return ExitCodes.Done;
            }

            var asked = Units(network, typed);
            using var workers = new WorkerPool(result.GetValue(threads));
            var search = new StrongestPatches(network, asked, Patches, workers);
            var isWhole = Look(environment, search, files, result.GetValue(size) ?? DefaultSize);
            if (search.Best.All(best => best.Count == 0))
            {
                throw new CommandFailure($"Nothing was drawn: no picture below {folder} excites what --unit names.", ExitCodes.JobFailed);
            }

            drawing.Write(to, NetworkSheets.OfPatches([.. asked.Zip(search.Best, (unit, best) => ($"{network.Description.Name} {unit.Tap}:{unit.Channel}{Label(opened, network, unit)}", best))]));
            environment.Output.WriteLine(Words.Path(to, environment.WorkingDirectory));
            return isWhole ? ExitCodes.Done : ExitCodes.JobFailed;
        });
        return verb;
    }

    private static string[] Pictures(HostEnvironment environment, string folder)
    {
        var path = Path.GetFullPath(folder, environment.WorkingDirectory);
        if (!Directory.Exists(path))
        {
            throw new CommandFailure($"--pictures is '{folder}', but there is no such folder.");
        }

        string[] files = [.. PictureFiles.Below(path)];
        return files.Length > 0 ? files : throw new CommandFailure($"--pictures is '{folder}', but there are no picture files in it or below it.", ExitCodes.NothingToDo);
    }

    // Filters are drawn as they were learned, without what normalisation makes of them.
    private static Network<float> Build(OpenedNetwork opened, bool keepsNormalisation)
    {
        try
        {
            return Network<float>.Build(opened.Network.Description, opened.Weights, new NetworkOptions { KeepsNormalisation = keepsNormalisation });
        }
        catch (WeightFormatException refusal)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    private static Picture Filters(Network<float> network)
    {
        var first = network.Weights.Parameters.FirstOrDefault(tensors => tensors.Count > 0);
        try
        {
            return NetworkSheets.OfFilters(first![0], network.Input.Order);
        }
        catch (ArgumentException refusal)
        {
            throw new CommandFailure($"The first layer of {network.Description.Name} cannot be drawn. {refusal.Sentence()}", ExitCodes.Wrong, refusal);
        }
    }

    private static List<(string Tap, int Channel)> Units(Network<float> network, string[] typed)
    {
        var units = new List<(string Tap, int Channel)>();
        foreach (var word in typed)
        {
            var colon = word.LastIndexOf(':');
            var tap = network.Taps.FirstOrDefault(tap => colon > 0 && tap.Name == word[..colon]);
            if (colon <= 0)
            {
                throw new CommandFailure($"--unit is '{word}', but must be a tap, a colon and channels: {network.Taps[^1].Name}:0, say.");
            }

            if (tap is null)
            {
                throw new CommandFailure(
                    $"--unit names '{word[..colon]}', but {network.Description.Name} has no such tap: 'styleforge networks describe {network.Description.Name}' lists them.{UsageProblems.DidYouMean(word[..colon], network.Taps.Select(known => known.Name))}");
            }

            foreach (var channel in word[(colon + 1)..].Split(','))
            {
                units.Add(int.TryParse(channel, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < tap.Channels
                    ? (tap.Name, number)
                    : throw new CommandFailure($"--unit is '{word}', but the channels of {tap.Name} are 0 to {tap.Channels - 1}, with commas between them."));
            }
        }

        return units.Count <= MostUnits ? units : throw new CommandFailure($"--unit names {units.Count} channels, but at most {MostUnits} are drawn at once.");
    }

    // A unit at the end of a classifier has a name.
    private static string Label(OpenedNetwork opened, Network<float> network, (string Tap, int Channel) unit) =>
        opened.Network.Labels is { } labels && unit.Tap == network.Taps[^1].Name ? $" {labels.Labels[unit.Channel]}" : "";

    private static bool Look(HostEnvironment environment, StrongestPatches search, IEnumerable<string> files, int size)
    {
        var isWhole = true;
        foreach (var file in files)
        {
            environment.Interrupted.ThrowIfCancellationRequested();
            try
            {
                var picture = environment.Codecs.Read(file).ToPicture().OnPaper();
                var (width, height) = Resampler.Fit(picture.Width, picture.Height, Math.Min(size, Math.Max(picture.Width, picture.Height)));
                search.Look(file, Resampler.Resize(picture, width, height));
            }
            catch (ImageFileException refusal)
            {
                isWhole = false;
                environment.Error.WriteLine($"{Words.Path(file, environment.WorkingDirectory)} {refusal.Problem}.");
            }
            catch (ArgumentException refusal)
            {
                isWhole = false;
                environment.Error.WriteLine($"{Words.Path(file, environment.WorkingDirectory)}: {refusal.Sentence()}");
            }
        }

        return isWhole;
    }
}
