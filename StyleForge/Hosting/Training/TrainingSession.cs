using StyleForge.Engine.Codecs;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Training;
using StyleForge.Models.Files;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;
using StyleForge.Presentation;

namespace StyleForge.Hosting.Training;

/// <summary>Trains a feature network as a command line asks: from its files to its files.</summary>
/// <param name="environment">Folders, clock and interruption.</param>
/// <param name="request">What is asked for.</param>
/// <param name="folder">Where it goes.</param>
/// <param name="observer">Hears of what happens.</param>
internal sealed class TrainingSession(HostEnvironment environment, TrainingRequest request, TrainingFolder folder, ITrainingObserver observer)
{
    // A step or two say little: the first ones wait for memory and for the compiler.
    private const int StepsToJudgeBy = 5;

    private const string PicturesClause = "pictures ";

    private static readonly NetworkDescription Student = Vgg.Forge;

    private long _begun;
    private int _first;
    private double? _loss;
    private TrainingCurve _curve = new([]);

    private int Steps => request.Recipe.Trainer.Steps;

    /// <summary>Trains to the end or to an interruption.</summary>
    /// <exception cref="CommandFailure">Something is wrong with what was asked for, or the training cannot go on.</exception>
    public TrainingOutcome Run()
    {
        folder.Open();
        var checkpoint = folder.ReadCheckpoint();
        foreach (var pictures in request.Pictures.Where(pictures => !Directory.Exists(pictures)))
        {
            throw new CommandFailure($"{Words.Path(pictures, environment.WorkingDirectory)} is not a folder that exists: name folders with pictures to train on with --pictures.");
        }

        using var teacher = request.Recipe.Source == FeatureSource.Teacher ? new TrainingTeacher(request, environment.WorkingDirectory) : null;
        if (checkpoint is not null)
        {
            // Before the pictures are read; whether they are the same is seen when they are.
            RequireSame(checkpoint, request.Recipe.Describe(Student.Name, FingerprintOf(checkpoint), teacher?.Network.WeightsSha256));
        }

        var kept = checkpoint?.Step ?? 0;
        if (kept < Steps)
        {
            return Train(teacher?.Network, checkpoint);
        }

        return File.Exists(folder.Weights)
            ? new TrainingOutcome(kept, kept, Steps, 0) { WasDone = true }
            : throw new CommandFailure($"{folder.Shown} holds the checkpoint of a finished training, but {Path.GetFileName(folder.Weights)} is gone: name another folder with --output.");
    }

    private TrainingOutcome Train(Network<float>? teacher, TrainingState? checkpoint)
    {
        _begun = environment.Time.GetTimestamp();
        var (step, kept) = (checkpoint?.Step ?? 0, checkpoint?.Step ?? 0);
        try
        {
            var pictures = ReadPictures();
            using var training = new FeatureTraining(Student, teacher, pictures, request.Recipe, request.Threads);
            Resume(training, checkpoint);
            environment.Interrupted.ThrowIfCancellationRequested();
            observer.Observe(new TrainingBegun(step, Steps, training.Recipe));
            (_begun, _first) = (environment.Time.GetTimestamp(), step);
            training.Run(
                Add,
                state =>
                {
                    Save(training, state);
                    kept = state.Step;
                },
                environment.Interrupted,
                done =>
                {
                    step = done;
                    observer.Observe(new StepDone(done, Steps, _loss, Remaining(done)));
                });
        }
        catch (OperationCanceledException) when (environment.Interrupted.IsCancellationRequested)
        {
            // What is kept says how far it came.
        }
        catch (OptimisationException failure)
        {
            throw new CommandFailure(
                FormattableString.Invariant($"The loss is no longer a number at step {step + 1}: train anew in another folder, with a lower --learning-rate than {request.Recipe.Trainer.LearningRate}."),
                ExitCodes.JobFailed,
                failure);
        }
        catch (FileWriteException failure)
        {
            throw new CommandFailure($"{failure.Message}.", ExitCodes.JobFailed, failure);
        }

        return new TrainingOutcome(step, kept, Steps, environment.Time.GetElapsedTime(_begun).TotalSeconds);
    }

    private TrainingPictures ReadPictures()
    {
        try
        {
            using var loaders = new WorkerPool(request.Threads);
            var pictures = TrainingPictures.Load(
                request.Pictures, request.PictureOptions, loaders, progress => observer.Observe(new PictureRead(progress)), environment.Interrupted);
            observer.Observe(new PicturesRead(pictures));
            return pictures;
        }
        catch (Exception refusal) when (refusal is ImageFileException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{refusal.Message.TrimEnd('.')}.", ExitCodes.Wrong, refusal);
        }
    }

    private void Resume(FeatureTraining training, TrainingState? checkpoint)
    {
        _curve = folder.ReadCurve(training.PartNames, checkpoint?.Step ?? 0);
        _loss = _curve.Points.Count > 0 ? _curve.Points[^1].Loss : null;
        if (checkpoint is not null)
        {
            RequireSame(checkpoint, training.Recipe);
            try
            {
                training.Resume(checkpoint);
            }
            catch (ArgumentException refusal)
            {
                throw new CommandFailure($"{folder.Shown}: {refusal.Sentence()} Name another folder with --output.", ExitCodes.Wrong, refusal);
            }
        }

        folder.Write(_curve);
    }

    private void Add(TrainingPoint point)
    {
        _curve.Add(point);
        _loss = point.Loss;
        folder.Write(_curve);
        var seconds = environment.Time.GetElapsedTime(_begun).TotalSeconds;
        var pictures = (point.Step - _first) * request.Recipe.PicturesPerStep;
        observer.Observe(new CurveGrown(point, _curve.PartNames, Steps, seconds > 0 ? pictures / seconds : null, Remaining(point.Step)));
    }

    private void Save(FeatureTraining training, TrainingState state)
    {
        var weights = training.Weights();
        try
        {
            folder.Write(state, weights, _curve);
        }
        finally
        {
            foreach (var (_, tensor) in weights)
            {
                tensor.Dispose();
            }
        }

        observer.Observe(new CheckpointWritten(state.Step));
    }

    private TimeSpan? Remaining(int step) =>
        step - _first < StepsToJudgeBy ? null : environment.Time.GetElapsedTime(_begun) / (step - _first) * (Steps - step);

    // What the checkpoint says of its pictures.
    private static string FingerprintOf(TrainingState checkpoint) =>
        checkpoint.Recipe.Split("; ").FirstOrDefault(clause => clause.StartsWith(PicturesClause, StringComparison.Ordinal))?[PicturesClause.Length..] ?? "unknown";

    // A recipe is clauses with semicolons between; those that differ say what is the matter.
    private void RequireSame(TrainingState checkpoint, string own)
    {
        if (checkpoint.Recipe != own)
        {
            string[] kept = checkpoint.Recipe.Split("; "), asked = own.Split("; ");
            throw new CommandFailure(
                $"{folder.Shown} holds the checkpoint of another training ({string.Join("; ", kept.Except(asked))}) than this one ({string.Join("; ", asked.Except(kept))}): "
                + "give the options that it was begun with, or name another folder with --output.");
        }
    }
}
