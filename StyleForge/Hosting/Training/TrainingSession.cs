using StyleForge.Engine.Codecs;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Files;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Training.Features;
using StyleForge.Training.Learning;
using StyleForge.Training.Pictures;

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

    private readonly NetworkDescription _student = Vgg.ForgeOf(request.Recipe.Widths);

    private long _begun;
    private long _since;
    private TrainingReach? _first;
    private TrainingReach _last;
    private double? _loss;
    private TrainingCurve _curve = new([]);

    /// <summary>Trains to the end or to an interruption.</summary>
    /// <exception cref="CommandFailure">Something is wrong with what was asked for, or the training cannot go on.</exception>
    public TrainingOutcome Run()
    {
        folder.Open();
        using var checkpoint = folder.ReadCheckpoint();
        if (request.Recipe.TapWeights.Keys.FirstOrDefault(tap => _student.Layers.OfType<ReluDescription>().All(layer => layer.Tap != tap)) is { } unknown)
        {
            throw new CommandFailure(
                $"--tap-weights names {unknown}, which the student does not have: it has {string.Join(", ", _student.Layers.OfType<ReluDescription>().Select(layer => layer.Tap))}.");
        }

        using var teachers = new TrainingTeachers(request);
        try
        {
            TeacherSource.Share(_student, teachers.All);
        }
        catch (ArgumentException refusal)
        {
            throw new CommandFailure(refusal.Sentence(), ExitCodes.Wrong, refusal);
        }

        if (checkpoint is not null)
        {
            // Before the pictures are read; whether they are the same is seen when they are.
            RequireSame(checkpoint, request.Recipe.Describe(_student.Name, FingerprintOf(checkpoint), [.. teachers.All.Select(teacher => teacher.Weights.Sha256)]));
        }

        if (checkpoint is not { IsDone: true })
        {
            return Train(teachers.All, checkpoint);
        }

        return File.Exists(folder.Weights)
            ? new TrainingOutcome(checkpoint.Step, checkpoint.Step, request.Length, IsDone: true, 0) { WasDone = true }
            : throw new CommandFailure($"{folder.Shown} holds the checkpoint of a finished training, but {Path.GetFileName(folder.Weights)} is gone: name another folder with --output.");
    }

    private TrainingOutcome Train(IReadOnlyList<TeacherSource> teachers, TrainingState? checkpoint)
    {
        _begun = environment.Time.GetTimestamp();
        var (step, kept, isDone) = (checkpoint?.Step ?? 0, checkpoint?.Step ?? 0, false);
        try
        {
            var pictures = ReadPictures();
            using var training = FeatureTraining.Begin(
                _student, teachers, pictures, request.Recipe, request.Device, request.Threads ?? Environment.ProcessorCount, environment.Time);
            Resume(training, checkpoint);
            environment.Interrupted.ThrowIfCancellationRequested();
            observer.Observe(new TrainingBegun(step, request.Length, training.Device, training.Recipe));
            _begun = environment.Time.GetTimestamp();
            training.Run(
                Add,
                state =>
                {
                    Save(training, state);
                    (kept, isDone) = (state.Step, state.IsDone);
                },
                environment.Interrupted,
                reach =>
                {
                    step = reach.Step;
                    Reach(reach);
                });
        }
        catch (OperationCanceledException) when (environment.Interrupted.IsCancellationRequested)
        {
            // What is kept says how far it came.
        }
        catch (TorchUnavailableException failure)
        {
            throw new CommandFailure(failure.Message, ExitCodes.Wrong, failure);
        }
        catch (BackendException failure)
        {
            throw new CommandFailure(failure.Message, ExitCodes.JobFailed, failure);
        }
        catch (OptimisationException failure)
        {
            throw new CommandFailure(
                FormattableString.Invariant($"The loss is no longer a number at step {step}: train anew in another folder, with a lower --learning-rate than {request.Recipe.LearningRate}."),
                ExitCodes.JobFailed,
                failure);
        }
        catch (FileWriteException failure)
        {
            throw new CommandFailure($"{failure.Message}.", ExitCodes.JobFailed, failure);
        }

        return new TrainingOutcome(step, kept, request.Length, isDone, environment.Time.GetElapsedTime(_begun).TotalSeconds);
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

    // The clock of what is left starts at the first step's end: it waits for memory and for the compiler.
    private void Reach(TrainingReach reach)
    {
        if (_first is null)
        {
            (_first, _since) = (reach, environment.Time.GetTimestamp());
        }

        _last = reach;
        observer.Observe(new StepDone(reach, request.Length, _loss, Remaining()));
    }

    private void Add(TrainingPoint point)
    {
        _curve.Add(point);
        _loss = point.Loss;
        folder.Write(_curve);
        var seconds = environment.Time.GetElapsedTime(_since).TotalSeconds;
        var pictures = (double)(_last.Step - _first!.Value.Step) * request.Recipe.PicturesPerStep;
        observer.Observe(new CurveGrown(point, _curve.PartNames, request.Length, seconds > 0 ? pictures / seconds : null, Remaining()));
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

    private TimeSpan? Remaining() =>
        _first is not { } first || _last.Step - first.Step < StepsToJudgeBy || !(_last.Done > first.Done)
            ? null
            : environment.Time.GetElapsedTime(_since) * ((1 - _last.Done) / (_last.Done - first.Done));

    // What the checkpoint says of its pictures.
    private static string FingerprintOf(TrainingState checkpoint) =>
        checkpoint.Recipe.Split("; ").FirstOrDefault(clause => clause.StartsWith(PicturesClause, StringComparison.Ordinal))?[PicturesClause.Length..] ?? "unknown";

    private void RequireSame(TrainingState checkpoint, string own) => RecipeMatch.Require(checkpoint, own, folder.Shown, "name another folder with --output");
}
