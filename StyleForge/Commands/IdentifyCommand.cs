using System.CommandLine;
using StyleForge.Engine.Codecs;
using StyleForge.Hosting;
using StyleForge.Models.Execution;
using StyleForge.Models.Files;
using StyleForge.Models.Networks;
using StyleForge.Models.Signals;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge identify FILE...</c>: says what files are by their bytes.</summary>
internal static class IdentifyCommand
{
    private static readonly Dictionary<string, Certainty> Modes = new()
    {
        ["high-confidence"] = Certainty.High,
        ["medium-confidence"] = Certainty.Medium,
        ["best-guess"] = Certainty.Any,
    };

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("identify", "Tell what files are by their bytes, whatever their names say.", "FILE... [options]")
        {
            Notes =
            [
                $"Magika, a network of Google's, looks at the first and the last thousand bytes of each file that are no blanks and knows {FileTypes.All.Count} types. Where it is too doubtful, the answer is "
                    + "«text» or «unknown», and the likeliest type is named beside it. How sure it must be, its publisher has found for each type; --mode asks for less.",
                "A folder stands for the files in it, with --recursive for those of its folders too; hidden ones are passed over.",
                "Exit codes: 0 all files were told; 1 some could not be read; 2 none could, or there are no weights; 3 there is no file.",
            ],
            Examples =
            [
                ("identify downloads/", "Every file of a folder."),
                ("identify report.bin --top 3", "The three likeliest types, each with its probability."),
                ("identify - --json", "What comes through a pipe, for another program."),
            ],
        };
        var files = verb.Take(new Argument<string[]>("files") { HelpName = "FILE...", Description = "Files and folders; - for standard input.", Arity = ArgumentArity.OneOrMore });
        var top = verb.Take(new Option<int?>("--top")
        {
            HelpName = "NUMBER",
            Description = $"Types to name for each file, 1 to {FileTypes.All.Count}, the likeliest first; default 1.",
            CustomParser = result => WholeNumbers.Read(result, "--top", 1, FileTypes.All.Count) is [var number] ? number : null,
        });
        var mode = verb.Take(new Option<string>("--mode")
        {
            HelpName = "MODE",
            Description = $"How sure an answer must be: {string.Join(", ", Modes.Keys)}; default high-confidence.",
            DefaultValueFactory = _ => "high-confidence",
        });
        mode.CompletionSources.Add(_ => Modes.Keys);
        var recursive = verb.Take(new Option<bool>("--recursive", "-r") { Description = "Go into the folders of folders." });
        var weights = verb.Take(new Option<string?>("--weights") { HelpName = "FILE", Description = "Weights of Magika to use in place of those that are here." });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON array with an object a file." });
        verb.SetAction(result =>
        {
            var paths = result.GetRequiredValue(files).Select(HandedOverFiles.PathOf).Select(path => Path.GetFullPath(path, environment.WorkingDirectory)).ToArray();
            HandedOverFiles.RequireOneReader(paths);
            if (!Modes.TryGetValue(result.GetRequiredValue(mode), out var certainty))
            {
                throw new CommandFailure($"--mode is {result.GetRequiredValue(mode)}, but must be one of {string.Join(", ", Modes.Keys)}.{UsageProblems.DidYouMean(result.GetRequiredValue(mode), Modes.Keys)}");
            }

            using var network = ReadyNetwork.Read(environment, Magika.Version3, result.GetValue(weights));
            using var workers = new WorkerPool();
            using var pool = new TensorPool();
            using var identifier = Prepare(network, workers, pool);
            var (identified, unread) = (new List<IdentifiedFile>(), 0);
            foreach (var path in paths.SelectMany(path => Inside(path, result.GetValue(recursive))))
            {
                environment.Interrupted.ThrowIfCancellationRequested();
                try
                {
                    identified.Add(new IdentifiedFile(path, Identify(environment, identifier, path, certainty)));
                }
                catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
                {
                    environment.Error.WriteLine(refusal.Message);
                    unread++;
                }
            }

            if (identified.Count + unread == 0)
            {
                environment.Error.WriteLine("There is no file to identify: the folder has none, or hidden ones only.");
                return ExitCodes.NothingToDo;
            }

            Write(environment, identified, result.GetValue(top) ?? 1, result.GetValue(json));
            return ExitCodes.Of(identified.Count, unread);
        });
        return verb;
    }

    private static FileIdentifier Prepare(Network<float> network, WorkerPool workers, TensorPool pool)
    {
        try
        {
            return new FileIdentifier(network, workers, pool);
        }
        catch (ArgumentException refusal)
        {
            throw new CommandFailure(refusal.Sentence(), ExitCodes.Wrong, refusal);
        }
    }

    private static Identification Identify(HostEnvironment environment, FileIdentifier identifier, string path, Certainty certainty)
    {
        using Stream file = new HandedOverFiles(environment).Read(path, ImageLimits.Default.MaximumBytes) is { } whole ? new MemoryStream(whole) : PlainFile.OpenRead(path);
        return identifier.Identify(file, certainty);
    }

    private static void Write(HostEnvironment environment, List<IdentifiedFile> identified, int top, bool asJson)
    {
        if (asJson)
        {
            IdentifyReport.WriteJson(environment, identified, top);
        }
        else if (identified.Count > 0)
        {
            IdentifyReport.WriteText(environment, identified, top);
        }
    }

    private static IEnumerable<string> Inside(string path, bool isRecursive)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var folders = isRecursive ? VisibleFiles.Folders(path) : [];
        return VisibleFiles.Of(path, "*").Concat(folders.SelectMany(folder => Inside(folder, isRecursive)));
    }
}
