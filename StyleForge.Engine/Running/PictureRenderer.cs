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
using StyleForge.Engine.Subjects;
using StyleForge.Models.Faces;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
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

        using var finder = plan.Subjects.Count > 0 ? new SubjectFinder(weights.FileOf, workers) : null;
        var found = finder?.Find(inputs.Content, plan.Subjects);
        var guarded = Guard(plan, inputs, finder, found);
        var backends = findBackends(plan);
        for (var choice = 0; ; choice++)
        {
            try
            {
                return Render(plan, guarded, backends[choice], progress, cancellation);
            }
            catch (BackendException refusal) when (choice + 1 < backends.Count)
            {
                observer.Observe(new JobNotice(plan, $"{refusal.Message} The picture is made on {backends[choice + 1].Name} instead."));
            }
        }
    }

    private GuardedContent Guard(RenderPlan plan, RenderInputs inputs, SubjectFinder? finder, FoundSubjects? found)
    {
        if (finder is null || found is null)
        {
            return new GuardedContent(new StylePlacement(plan, inputs, [], [], []), null, [], null);
        }

        var kept = ProtectedContent.Of(found, plan.Settings.Protect, plan.Levels[^1].Width, plan.Levels[^1].Height);
        Tell(plan, kept);
        var placement = StylePlacement.Of(plan, inputs, found, workers);
        foreach (var notice in placement.Notices)
        {
            observer.Observe(new JobNotice(plan, notice));
        }

        return new GuardedContent(placement, finder, found.Faces, kept);
    }

    private void Tell(RenderPlan plan, ProtectedContent kept)
    {
        if (kept.Objects.Count > 0)
        {
            observer.Observe(new JobNotice(plan, $"Protected on {Path.GetFileName(plan.ContentPath)}: {FoundSubjects.Counted(kept.Objects)}."));
        }

        foreach (var missing in kept.Missing)
        {
            observer.Observe(new JobNotice(plan, $"protect is {missing}, but there are none that can be found on {Path.GetFileName(plan.ContentPath)}."));
        }
    }

    // Somebody who had a face protected wants to hear that it was not enough.
    private void TellStrangers(RenderPlan plan, IReadOnlyList<FaceChange> faces)
    {
        if (plan.Settings.Protect.Contains(SubjectWords.Faces) && faces.Count(face => face.Distance >= FaceDistance.UsualThreshold) is > 0 and var strangers)
        {
            observer.Observe(new JobNotice(plan, string.Create(
                CultureInfo.InvariantCulture,
                $"On {Path.GetFileName(plan.ContentPath)} {strangers} of {faces.Count} protected faces would pass for somebody else (distance {faces.Max(face => face.Distance):0.00}, from {FaceDistance.UsualThreshold} on it is another person): {(plan.Settings.ProtectStrength < 1 ? $"raise protectStrength, which is {plan.Settings.ProtectStrength}" : "lower styleStrength, for protectStrength is at its most")}.")));
        }
    }

    private RunReport Render(RenderPlan plan, GuardedContent guarded, IBackend backend, Progress progress, CancellationToken cancellation)
    {
        var inputs = guarded.Inputs;
        var network = weights.Get(plan.Settings);
        using var features = backend.Open(network, ObjectiveDescription.Of(plan.Settings), new HostShare(workers, share.MostThreads) { Log = options.Log });
        var planner = new MemoryPlanner(features, share);
        var planned = planner.Plan(guarded.Placement.Plan, InputExtents.Of(inputs, [guarded.Mask, guarded.FaceMask]));
        foreach (var notice in planner.Notices(plan, planned))
        {
            observer.Observe(new JobNotice(plan, notice));
        }

        LevelMemory[] memory = [.. planned.Select(level => level.Memory)];
        var origin = CheckpointOrigin.Of(plan, path => inputs.Hashes[path], network.Sha256, backend.Name, memory);
        using var checkpoint = new Checkpoint(plan, origin, memory, options, progress, observer, time);
        try
        {
            var report = Render(plan, guarded, network, backend, planned, checkpoint, progress, cancellation);
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
        RenderPlan plan, GuardedContent guarded, NetworkWeights<float> network, IBackend backend, IReadOnlyList<PlannedLevel> planned, Checkpoint checkpoint, Progress progress, CancellationToken cancellation)
    {
        var inputs = guarded.Inputs;
        var picture = WalkPyramid(plan, guarded, planned, checkpoint, progress, cancellation);
        var levels = checkpoint.Finished;
        cancellation.ThrowIfCancellationRequested();
        RequireProgress(plan, levels);
        var content = Resampler.Resize(inputs.Content, picture.Width, picture.Height, workers: workers);
        var finished = Finish(plan.Settings, picture, content, guarded.Mask);
        var quality = PictureQuality.Of(finished, content, levels.Max(level => level.StyleProgress), workers);
        QualityGates.Require(plan, quality);
        var faces = guarded.Compare(content, finished);
        QualityGates.Require(plan, faces ?? []);
        TellStrangers(plan, faces ?? []);
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
            Faces = faces,
            Protected = guarded.Scaled(guarded.Kept?.Objects ?? [], content),
            Found = guarded.Scaled(guarded.Placement.Found, content),
            LeftOut = guarded.Placement.LeftOut,
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
        RenderPlan plan, GuardedContent guarded, IReadOnlyList<PlannedLevel> planned, Checkpoint checkpoint, Progress progress, CancellationToken cancellation)
    {
        checkpoint.Open();
        var renderer = new LevelRenderer(plan, workers, observer, progress, checkpoint, options.Preview);

        // Where a level is taken up again, the start stands in for its picture until it is.
        var picture = StartPicture.Make(plan.Settings, guarded.Inputs, plan.Levels[0].Width, plan.Levels[0].Height, workers);
        for (var level = checkpoint.Finished.Count + 1; level <= plan.Levels.Count; level++)
        {
            var size = plan.Levels[level - 1];
            var canvas = new Canvas(size.Width, size.Height, plan.Settings.Margin);
            var painted = canvas.Extend(Resampler.Resize(picture, size.Width, size.Height, workers: workers));
            checkpoint.Finish(renderer.Render(level, () => Targets(guarded, size, canvas), painted, planned[level - 1], cancellation));
            picture = canvas.Crop(painted);
        }

        return picture;
    }

    // Always resampled from the originals, never from a smaller level, so that each target is as sharp as it can be.
    private LevelPictures Targets(GuardedContent guarded, LevelPlan size, Canvas canvas)
    {
        var (plan, inputs) = (guarded.Placement.Plan, guarded.Inputs);
        var styles = plan.Styles.Select((style, i) =>
        {
            var original = inputs.Styles[i];
            var (styleWidth, styleHeight) = InputExtents.Scaled(style, (original.Width, original.Height), size);
            var picture = Resampler.Resize(original, styleWidth, styleHeight, workers: workers);
            return new LevelStyle(Path.GetFileNameWithoutExtension(style.Path), picture, style.Weight, Mask(inputs.Masks[i]));
        });
        return new LevelPictures(canvas.Extend(Resampler.Resize(inputs.Content, size.Width, size.Height, workers: workers)), [.. styles])
        {
            Protected = Mask(guarded.Mask) is { } mask && plan.Settings.ProtectStrength > 0 ? new ProtectedArea(mask, plan.Settings.ProtectStrength) { Emphasised = Mask(guarded.FaceMask) }
                : null,
        };

        // A mask is stretched over the picture, not over the margin.
        Picture? Mask(Picture? original) => original is null || canvas.Margin == 0
            ? original
            : canvas.Extend(Resampler.Resize(original, size.Width, size.Height, ResampleFilter.Box, workers));
    }

    private Picture Finish(RenderSettings settings, Picture picture, Picture content, Picture? mask)
    {
        var coloured = settings.Colour == ColourKind.Content ? Luminance.Transfer(picture, content) : picture;
        if (settings.ProtectColour == ColourKind.Content && mask is not null)
        {
            Blend(coloured, Luminance.Transfer(picture, content), Resampler.Resize(mask, picture.Width, picture.Height, ResampleFilter.Box, workers), settings.ProtectStrength);
        }

        return content.Alpha is { } alpha ? new Picture(coloured.Width, coloured.Height, coloured.Samples, alpha) : coloured;
    }

    // The picture where the mask is black, the other where it is white.
    private static void Blend(Picture picture, Picture other, Picture mask, double strength)
    {
        for (var i = 0; i < picture.Samples.Length; i++)
        {
            picture.Samples[i] += (other.Samples[i] - picture.Samples[i]) * mask.Samples[i] * (float)strength;
        }
    }

    /// <summary>The pictures of a plan, where its styles go, and what of the content is to be kept.</summary>
    private sealed record GuardedContent(StylePlacement Placement, SubjectFinder? Finder, IReadOnlyList<SubjectFace> Faces, ProtectedContent? Kept)
    {
        public RenderInputs Inputs => Placement.Inputs;

        public Picture? Mask => Kept?.Mask;

        public Picture? FaceMask => Kept?.FaceMask;

        // Null where nobody asked for faces to be kept or judged.
        public IReadOnlyList<FaceChange>? Compare(Picture content, Picture finished)
        {
            var settings = Placement.Plan.Settings;
            return Finder is not null && (settings.JudgesFaces || settings.Protect.Contains(SubjectWords.Faces))
                ? Finder.Compare(Faces, Inputs.Content.Width, content, finished)
                : null;
        }

        // In pixels of the content at the size of the picture.
        public IReadOnlyList<FoundObject> Scaled(IReadOnlyList<FoundObject> objects, Picture content) =>
            [.. objects.Select(each => each.Scaled((double)content.Width / Inputs.Content.Width, (double)content.Height / Inputs.Content.Height))];
    }
}
