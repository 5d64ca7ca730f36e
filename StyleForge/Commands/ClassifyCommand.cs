using System.CommandLine;
using StyleForge.Engine.Classification;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Hosting;
using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting.Onnx;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Commands;

/// <summary><c>styleforge classify PICTURE...</c>: says what is on pictures.</summary>
internal static class ClassifyCommand
{
    private const string DefaultNetwork = "squeezenet1_1";
    private static readonly int[] CropCounts = [1, 5, 10];

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("classify", "Say what is on pictures.", "PICTURE... [options]")
        {
            Notes =
            [
                "A network of ImageNet sees the picture with its shorter side brought to 256 pixels, and of that the middle, 224 pixels wide and high (AlexNet as published: 227); --crops 5 "
                    + "looks at the four corners as well, --crops 10 at all of them and their mirror images, and takes the mean. Networks that were trained with 'styleforge train classifier' "
                    + "see the square in the middle, at the size that they were trained with; the networks of CIFAR-10 and MNIST see the whole picture brought to theirs. What is transparent is "
                    + "white. mnist-cnn and lenet5 know light digits on dark ground.",
                "With --sliding a classifier that was trained on squares looks at every square of that size on a larger picture, all in one pass, and says where the class is: at most --top places that hardly "
                    + "overlap, where it is likelier than not. -o draws how likely it is everywhere. The classifier must not pad, as lenet5 does not, and needs a class for what is no object.",
                "Of several networks with the same labels the mean of their probabilities counts.",
                "A folder stands for the picture files in it and in the folders in it. A picture that cannot be read is told on standard error, and the others are looked at all the same; the exit code is then 1, or 2 where there are no others.",
            ],
            Examples =
            [
                ("classify cat.jpg", "The five likeliest of ImageNet's 1,000 classes."),
                ("classify photographs --network squeezenet1_1 resnet18 --crops 10 --json", "A folder, by two networks together, ten pieces of each picture, for another program."),
                ("classify 3.png --network digits.safetensors", "By a classifier that was trained here; its file knows the labels."),
                ("classify page.png --network digits.safetensors --sliding 7 -o sevens.png", "Where sevens are on a page, by the same classifier."),
                ("classify cat.jpg --network model.onnx --order bgr", "By a network that an ONNX file describes; its classes are numbers, and it wants pictures as Caffe has them."),
            ],
        };
        var pictures = verb.Take(new Argument<string[]>("pictures") { HelpName = "PICTURE...", Description = "Picture files and folders; - for standard input.", Arity = ArgumentArity.OneOrMore });
        var networks = verb.Take(new Option<string[]>("--network")
        {
            HelpName = "NAME...",
            Description = $"One network or several that answer together: names, or weight files that say what they are; default {DefaultNetwork}.",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [DefaultNetwork],
        });
        networks.CompletionSources.Add(_ => NetworkCatalogue.Every.Where(network => network.Facts.Labels is not null).Select(network => network.Name));
        var weightsFile = verb.Take(new Option<string?>("--weights-file", "--weights") { HelpName = "FILE", Description = "Weights to use in place of the network's own." });
        var inputs = new InputOptions(verb);
        var top = verb.Take(new Option<int?>("--top")
        {
            HelpName = "NUMBER",
            Description = "How many classes to tell of each picture, 1 to 1000; default 5.",
            CustomParser = result => WholeNumbers.Read(result, "--top", 1, 1000).FirstOrDefault(),
        });
        var crops = verb.Take(new Option<int?>("--crops")
        {
            HelpName = "1|5|10",
            Description = "How many pieces of each picture to look at; default 1, the middle.",
            CustomParser = result =>
            {
                var count = WholeNumbers.Read(result, "--crops", 1, 10).FirstOrDefault();
                if (count > 0 && !CropCounts.Contains(count))
                {
                    result.AddError($"--crops is {count}, but must be 1, 5 or 10.");
                }

                return count;
            },
        });
        crops.CompletionSources.Add("1", "5", "10");
        var sliding = verb.Take(new Option<string?>("--sliding") { HelpName = "CLASS", Description = "Say where this class is on larger pictures, in pixels." });
        var output = verb.Take(new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "With --sliding and one picture: the picture to draw of how likely the class is everywhere." });
        output.Validators.Add(result =>
        {
            if (result.GetResult(sliding) is null)
            {
                result.AddError("--output is the map of --sliding: name the class that is looked for with it, or leave --output out.");
            }
        });
        var threads = verb.Take(new Option<int?>("--threads", "-t")
        {
            HelpName = "NUMBER",
            Description = "Threads to work on, 1 to 1024; default one for each processor.",
            CustomParser = result => WholeNumbers.Read(result, "--threads", 1, 1024).FirstOrDefault(),
        });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON object a picture, each on a line of its own." });
        verb.SetAction(result =>
        {
            string[] given = [.. result.GetRequiredValue(pictures).Select(HandedOverFiles.PathOf)];
            var holding = HandedOverFiles.Hold(environment, given);
            var paths = Expand(holding, given);
            if (paths.Count == 0)
            {
                environment.Error.WriteLine("There are no picture files in what was named.");
                return ExitCodes.NothingToDo;
            }

            using var workers = new WorkerPool(result.GetValue(threads));
            if (result.GetValue(sliding) is { } label)
            {
                string[] named = [.. result.GetRequiredValue(networks).Distinct()];
                if (named.Length > 1 || result.GetValue(crops) > 1)
                {
                    throw new CommandFailure("--sliding looks at every window of a picture by one network: leave --crops out, and name one --network.");
                }

                var place = result.GetValue(output) is { } typed ? SlidingSearch.Place(environment, typed, paths) : null;
                var input = inputs.Read(result);
                using var opened = OpenedNetwork.Open(environment, named[0], result.GetValue(weightsFile));
                InputOptions.RequireColours(input, opened.Network.Description);
                using var search = new SlidingSearch(holding, opened, new NetworkOptions { Input = input }, label, workers);
                return Each(holding, paths, result.GetValue(json), path => search.Look(path, place, result.GetValue(top) ?? 5, result.GetValue(json)));
            }

            var classifiers = new List<PictureClassifier>();
            try
            {
                foreach (var name in result.GetRequiredValue(networks).Distinct())
                {
                    classifiers.Add(Open(environment, name, result.GetValue(weightsFile), inputs.Read(result), workers));
                }

                var count = result.GetValue(crops) ?? 1;
                RequireAgreement(classifiers, count, result.GetValue(weightsFile));
                return Classify(holding, paths, classifiers, count, result.GetValue(top) ?? 5, result.GetValue(json));
            }
            finally
            {
                classifiers.ForEach(classifier => classifier.Dispose());
            }
        });
        return verb;
    }

    private static int Classify(HostEnvironment environment, List<string> paths, List<PictureClassifier> classifiers, int crops, int top, bool asJson)
    {
        var (report, lines) = (new ClassifyReport(environment), new JsonLines(environment.Output));
        var labels = classifiers[0].Labels;
        return Each(environment, paths, asJson, path =>
        {
            var picture = environment.Codecs.Read(path).ToPicture();
            var classes = Probabilities.Top(Probabilities.Mean([.. classifiers.Select(classifier => classifier.Classify(picture, crops))]), top);
            if (asJson)
            {
                lines.Write(new ClassifiedLine(
                    path,
                    classifiers.Select(classifier => classifier.Name),
                    labels.Name,
                    crops,
                    classes.Select(ranked => new ClassifiedClass(labels.Labels[ranked.Index], ranked.Index, ranked.Probability))));
            }
            else
            {
                report.Write(path, labels, classes);
            }
        });
    }

    // A picture that cannot be looked at is told, and the others are looked at all the same.
    private static int Each(HostEnvironment environment, List<string> paths, bool asJson, Action<string> look)
    {
        var unread = 0;
        foreach (var path in paths)
        {
            environment.Interrupted.ThrowIfCancellationRequested();
            try
            {
                look(path);
            }
            catch (Exception refusal) when (refusal is ImageFileException or ArgumentException or OutOfMemoryException)
            {
                unread++;
                var problem = refusal switch
                {
                    ImageFileException unreadable => unreadable.Problem,
                    ArgumentException unfit => unfit.Sentence(),
                    _ => "needs more memory than there is: make a smaller copy",
                };
                environment.Error.WriteLine($"{Words.Path((refusal as ImageFileException)?.Path ?? path, environment.WorkingDirectory)} {problem}.");
                if (asJson)
                {
                    new JsonLines(environment.Output).Write(new UnclassifiedLine(path, problem));
                }
            }
        }

        return ExitCodes.Of(paths.Count - unread, unread);
    }

    private static List<string> Expand(HostEnvironment environment, IEnumerable<string> given)
    {
        var paths = new List<string>();
        foreach (var path in given.Select(path => Path.GetFullPath(path, environment.WorkingDirectory)))
        {
            paths.AddRange(Directory.Exists(path) ? PictureFiles.Below(path) : [path]);
        }

        return [.. paths.Distinct()];
    }

    private static PictureClassifier Open(HostEnvironment environment, string name, string? weightsFile, InputConvention? input, WorkerPool workers)
    {
        if (weightsFile is null && OpenedNetwork.Find(name) is { Facts.Labels: null } named)
        {
            throw Unlabelled(named);
        }

        using var opened = OpenedNetwork.Open(environment, name, weightsFile);
        if (TrainedDetector.IsIn(opened.Weights))
        {
            throw new CommandFailure($"'{name}' holds a detector, which finds objects on a picture: 'styleforge detect PICTURE --network {name}' runs it.");
        }

        if (TrainedEmbedding.Read(opened.Weights) is not null)
        {
            throw new CommandFailure($"'{name}' holds an embedding, which tells whether two pictures are of one class, but not of which: train a classifier with 'styleforge train classifier'.");
        }

        var labelled = opened.Network.Labels is null && !NetworkCatalogue.Every.Contains(opened.Network.Description) && OnnxNetwork.IsIn(opened.Weights) ? opened.Network.Numbered() : opened.Network;
        var network = labelled.Description;
        InputOptions.RequireColours(input, network);
        try
        {
            return new PictureClassifier(Network<float>.Build(network, opened.Weights, new NetworkOptions { Input = input }), labelled.Labels ?? throw Unlabelled(network), workers);
        }
        catch (WeightFormatException refusal)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
        catch (ArgumentException refusal)
        {
            throw new CommandFailure(refusal.Sentence(), ExitCodes.Wrong, refusal);
        }
    }

    private static CommandFailure Unlabelled(NetworkDescription network) => new(
        $"{network.Name} does not say what is on a picture: networks that do are {string.Join(", ", NetworkCatalogue.Every.Where(known => known.Facts.Labels is not null).Select(known => known.Name))}.");

    private static void RequireAgreement(List<PictureClassifier> classifiers, int crops, string? weightsFile)
    {
        if (classifiers.Count > 1 && weightsFile is not null)
        {
            throw new CommandFailure("--weights-file goes with one network: name the weight files of several with --network.");
        }

        if (classifiers.FirstOrDefault(classifier => classifier.Labels != classifiers[0].Labels) is { } other)
        {
            throw new CommandFailure($"{classifiers[0].Name} and {other.Name} cannot answer together: they tell other classes ({Told(classifiers[0])} and {Told(other)}). Ask them one after the other.");
        }

        if (crops > 1 && classifiers.FirstOrDefault(classifier => !classifier.IsCropped) is { } whole)
        {
            throw new CommandFailure($"--crops is {crops}, but {whole.Name} is shown whole pictures, of which there are no pieces: leave --crops out.");
        }

        static string Told(PictureClassifier classifier) => $"{classifier.Labels.Labels.Count} of {classifier.Labels.Name}";
    }
}
