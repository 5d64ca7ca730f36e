using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Training;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Commands;

/// <summary><c>styleforge train features</c>: trains a feature network to see what a larger one sees.</summary>
internal static class TrainFeaturesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("features", "Train forge-vgg, the network that comes with the program.", "--teacher FILE --pictures FOLDER --output FOLDER [options]");
        var teacher = verb.Take(new Option<string>("--teacher") { HelpName = "FILE", Required = true });
        var pictures = verb.Take(new Option<string[]>("--pictures") { HelpName = "FOLDER...", Required = true, AllowMultipleArgumentsPerToken = true });
        var output = verb.Take(new Option<string>("--output", "-o") { HelpName = "FOLDER", Required = true });
        var defaults = new FeatureRecipe();
        var steps = verb.Take(new Option<int>("--steps") { DefaultValueFactory = _ => defaults.Trainer.Steps });
        var pairs = verb.Take(new Option<int>("--pairs") { DefaultValueFactory = _ => defaults.Distillation.Pairs });
        var side = verb.Take(new Option<int>("--side") { DefaultValueFactory = _ => defaults.Crops.Side });
        var rate = verb.Take(new Option<double>("--learning-rate") { DefaultValueFactory = _ => defaults.Trainer.LearningRate });
        var visited = verb.Take(new Option<double>("--visited") { DefaultValueFactory = _ => defaults.Distillation.Visited });
        var differences = verb.Take(new Option<double>("--differences") { DefaultValueFactory = _ => defaults.Distillation.Differences });
        var method = verb.Take(new Option<TrainingMethod>("--method"));
        var centred = verb.Take(new Option<bool>("--centred"));
        var seed = verb.Take(new Option<ulong>("--seed") { DefaultValueFactory = _ => defaults.Seed });
        var threads = verb.Take(new Option<int?>("--threads", "-t"));
        verb.SetAction(result =>
        {
            var folder = Path.GetFullPath(result.GetRequiredValue(output), environment.WorkingDirectory);
            Directory.CreateDirectory(folder);
            var recipe = defaults with
            {
                Seed = result.GetValue(seed),
                Crops = defaults.Crops with { Side = result.GetValue(side) },
                Trainer = defaults.Trainer with { Steps = result.GetValue(steps), LearningRate = result.GetValue(rate), Method = result.GetValue(method), IsCentred = result.GetValue(centred) },
                Distillation = defaults.Distillation with { Pairs = result.GetValue(pairs), Visited = result.GetValue(visited), Differences = result.GetValue(differences) },
            };
            TrainingPictures set;
            using (var loaders = new WorkerPool(result.GetValue(threads)))
            {
                set = TrainingPictures.Load(result.GetRequiredValue(pictures), new TrainingPictureOptions(), loaders, null, environment.Interrupted);
            }

            environment.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set.Pictures.Count} pictures, {set.Omitted.Count} left out."));
            using var weights = WeightFile.Read(result.GetRequiredValue(teacher), WeightLimits.Default);
            using var network = Network<float>.Build(Vgg.Vgg19, weights, new NetworkOptions { Pooling = PoolingKind.Maximum, Border = BorderMode.Reflect });
            using var training = new FeatureTraining(Vgg.Forge, network, set, recipe, result.GetValue(threads));
            var checkpoint = Path.Combine(folder, "checkpoint.safetensors");
            var curve = Path.Combine(folder, "curve.csv");
            if (File.Exists(checkpoint))
            {
                training.Resume(TrainingState.Read(checkpoint));
            }
            else
            {
                File.WriteAllText(curve, $"step,loss,{string.Join(',', training.PartNames)}\n");
            }

            var begun = environment.Time.GetTimestamp();
            var first = training.StepsDone;
            training.Run(
                point =>
                {
                    File.AppendAllText(curve, string.Create(CultureInfo.InvariantCulture, $"{point.Step},{point.Loss:0.00000},{string.Join(',', point.Parts.Select(part => part.ToString("0.00000", CultureInfo.InvariantCulture)))}\n"));
                    var seconds = environment.Time.GetElapsedTime(begun).TotalSeconds;
                    environment.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point.Step} {point.Loss:0.0000} {(point.Step - first) * recipe.Distillation.Pairs * 2 / seconds:0} pictures/s"));
                },
                state =>
                {
                    AtomicFile.Write(checkpoint, state.Write);
                    var tensors = training.Weights();
                    WeightFile.Write(Path.Combine(folder, "forge-vgg.safetensors"), tensors, new Dictionary<string, string> { ["format"] = "pt", ["recipe"] = recipe.Describe("forge-vgg", set.Fingerprint, weights.Sha256) });
                    foreach (var (_, tensor) in tensors)
                    {
                        tensor.Dispose();
                    }
                },
                environment.Interrupted);

            return ExitCodes.Done;
        });
        return verb;
    }
}
