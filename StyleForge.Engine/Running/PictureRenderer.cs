using System.Globalization;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Features;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Judging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;
using StyleForge.Models.Kernels;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Running;

/// <summary>Makes one picture from one plan: reads, walks the pyramid, finishes the colours, judges, writes.</summary>
internal sealed class PictureRenderer(
    RunOptions options, FeatureWeights weights, Func<RenderPlan, IReadOnlyList<IBackend>> findBackends, WorkerPool workers, MachineShare share, IRenderObserver observer, TimeProvider time)
{
    /// <summary>Renders the plan on the first backend that can: one whose device fails, or has too little memory, leaves it to the next. Nothing is written unless all of it succeeds.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; nothing was written.</exception>
    /// <exception cref="MemoryLimitException">A level takes more memory than is allowed.</exception>
    /// <exception cref="OptimisationException">The optimiser ran away, or brought the picture nowhere.</exception>
    /// <exception cref="QualityException">What was made fails a gate.</exception>
    /// <exception cref="BackendException">The last backend's device failed, or has too little memory for a level.</exception>
    public RunReport Render(RenderPlan plan, CancellationToken cancellation)
    {
        using var scope = options.Log.BeginScope(plan.Name);
        var progress = new Progress(plan, time);
        var inputs = RenderInputs.Read(plan, options.Codecs, ImageLimits.Default, cancellation);
        foreach (var notice in inputs.Notices)
        {
            observer.Observe(new JobNotice(plan, notice));
        }

        var backends = findBackends(plan);
        for (var choice = 0; ; choice++)
        {
            try
            {
                return Render(plan, inputs, backends[choice], progress, cancellation);
            }
            catch (BackendException refusal) when (choice + 1 < backends.Count)
            {
                observer.Observe(new JobNotice(plan, $"{refusal.Message} The picture is made on {backends[choice + 1].Name} instead."));
            }
        }
    }

    private RunReport Render(RenderPlan plan, RenderInputs inputs, IBackend backend, Progress progress, CancellationToken cancellation)
    {
        var network = weights.Get(plan.Settings);
        using var features = backend.Open(network, ObjectiveDescription.Of(plan.Settings), new HostShare(workers, share.MostThreads) { Log = options.Log });
        var planner = new MemoryPlanner(features, share);
        var planned = planner.Plan(plan, InputExtents.Of(inputs));
        foreach (var notice in planner.Notices(plan, planned))
        {
            observer.Observe(new JobNotice(plan, notice));
        }

        LevelMemory[] memory = [.. planned.Select(level => level.Memory)];
        var origin = CheckpointOrigin.Of(plan, path => inputs.Hashes[path], network.Sha256, backend.Name, memory);
        using var checkpoint = new Checkpoint(plan, origin, memory, options, progress, observer, time);
        try
        {
            var report = Render(plan, inputs, network, backend, planned, checkpoint, progress, cancellation);
            checkpoint.Remove();
            return report;
        }
        catch (Exception failure) when (!MayPass(failure))
        {
            // It would only lead there again.
            checkpoint.Remove();
            throw;
        }
    }

    // Of what has nothing to do with the state of the render, so that another try may well go on from there.
    private static bool MayPass(Exception failure) => failure is OperationCanceledException or ImageFileException or IOException or UnauthorizedAccessException
        or BackendException or OutOfMemoryException;

    private RunReport Render(
        RenderPlan plan, RenderInputs inputs, NetworkWeights<float> network, IBackend backend, IReadOnlyList<PlannedLevel> planned, Checkpoint checkpoint, Progress progress, CancellationToken cancellation)
    {
        var picture = WalkPyramid(plan, inputs, planned, checkpoint, progress, cancellation);
        var levels = checkpoint.Finished;
        cancellation.ThrowIfCancellationRequested();
        RequireProgress(plan, levels);
        var content = Resampler.Resize(inputs.Content, picture.Width, picture.Height, workers: workers);
        var finished = Finish(plan.Settings, picture, content);
        var quality = PictureQuality.Of(finished, content, levels.Max(level => level.StyleProgress), workers);
        QualityGates.Require(plan, quality);
        var report = new RunReport
        {
            Plan = plan,
            Version = ProductVersion.Text,
            Hashes = inputs.Hashes,
            WeightsSha256 = network.Sha256,
            Features = $"{network.Description.Name} ({Path.GetFileName(network.Origin)})",
            Backend = backend.Name,
            FinalParts = levels[^1].FinalParts,
            Values = [.. levels.Select(level => level.Values)],
            Seconds = progress.Elapsed.TotalSeconds,
            VectorBits = VectorWidth.Bits,
            Threads = workers.Threads,
            MemoryLimit = share.Memory,
            Memory = [.. levels.Select(level => level.Memory)],
            Quality = quality,
            Finished = time.GetUtcNow(),
        };
        PictureWriter.Write(finished, report, options.Codecs, options.WritesSidecars, options.Output);
        return report;
    }

    // Where the optimiser stands still the start would be written for the picture that was wanted.
    private static void RequireProgress(RenderPlan plan, IReadOnlyList<LevelResult> levels)
    {
        if (QualityGates.CanJudgeSteps(plan) && levels.All(level => level.StoodStill))
        {
            throw new OptimisationException(string.Create(
                CultureInfo.InvariantCulture,
                $"After {plan.Levels.Sum(level => level.Iterations)} steps the picture is where it began, with a loss of {levels[^1].Values[0]:0.####e+0}: nothing was written. Raise learningRate, which is {plan.Settings.LearningRate}, or take another optimiser, start or other weights."));
        }
    }

    private Picture WalkPyramid(
        RenderPlan plan, RenderInputs inputs, IReadOnlyList<PlannedLevel> planned, Checkpoint checkpoint, Progress progress, CancellationToken cancellation)
    {
        checkpoint.Open();
        var renderer = new LevelRenderer(plan, workers, observer, progress, checkpoint, options.Preview);

        // Where a level is taken up again, the start stands in for its picture until it is.
        var picture = StartPicture.Make(plan.Settings, inputs, plan.Levels[0].Width, plan.Levels[0].Height, workers);
        for (var level = checkpoint.Finished.Count + 1; level <= plan.Levels.Count; level++)
        {
            var size = plan.Levels[level - 1];
            var canvas = new Canvas(size.Width, size.Height, plan.Settings.Margin);
            var painted = canvas.Extend(Resampler.Resize(picture, size.Width, size.Height, workers: workers));
            checkpoint.Finish(renderer.Render(level, () => Targets(plan, inputs, size, canvas), painted, planned[level - 1], cancellation));
            picture = canvas.Crop(painted);
        }

        return picture;
    }

    // Always resampled from the originals, never from a smaller level, so that each target is as sharp as it can be.
    private LevelPictures Targets(RenderPlan plan, RenderInputs inputs, LevelPlan size, Canvas canvas)
    {
        var styles = plan.Styles.Select((style, i) =>
        {
            var original = inputs.Styles[i];
            var (styleWidth, styleHeight) = InputExtents.Scaled(style, (original.Width, original.Height), size);
            var picture = Resampler.Resize(original, styleWidth, styleHeight, workers: workers);
            return new LevelStyle(Path.GetFileNameWithoutExtension(style.Path), picture, style.Weight, Mask(inputs.Masks[i]));
        });
        return new LevelPictures(canvas.Extend(Resampler.Resize(inputs.Content, size.Width, size.Height, workers: workers)), [.. styles]);

        // A mask is stretched over the picture, not over the margin.
        Picture? Mask(Picture? original) => original is null || canvas.Margin == 0
            ? original
            : canvas.Extend(Resampler.Resize(original, size.Width, size.Height, ResampleFilter.Box, workers));
    }

    private static Picture Finish(RenderSettings settings, Picture picture, Picture content)
    {
        var coloured = settings.Colour == ColourKind.Content ? Luminance.Transfer(picture, content) : picture;
        return content.Alpha is { } alpha ? new Picture(coloured.Width, coloured.Height, coloured.Samples, alpha) : coloured;
    }
}
