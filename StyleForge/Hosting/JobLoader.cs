using StyleForge.Engine.Backends;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Engine.Subjects;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;

namespace StyleForge.Hosting;

/// <summary>Finds, reads and plans jobs with the layers of settings around them.</summary>
/// <param name="environment">Folders, files and variables.</param>
/// <param name="outputRoot">Absolute folder that job files write below.</param>
/// <param name="options">How the jobs are to run.</param>
internal sealed class JobLoader(HostEnvironment environment, string outputRoot, RunOptions options)
{
    // Of a decoded picture: a float of each channel.
    private const int PixelBytes = 12;

    private readonly IReadOnlyList<SettingsLayer> _below = new ConfigurationLayers(environment).Read();

    private readonly Planner _planner = new(
        new PlannerOptions(
            environment.WorkingDirectory,
            outputRoot,
            [environment.WorkingDirectory],
            new StyleLibrary(environment).Folder,
            ImageLimits.Default with { ProvenPixels = options.MemoryLimit / PixelBytes })
        {
            Codecs = options.Codecs,
            CheckWeights = settings => options.Weights?.Problem(settings), // A night should not run for hours before it is said that a file has to be fetched first.
            CheckSubjects = words => SubjectFinder.Problem(words, network => options.Weights?.FileOf(network)),
            WritesSidecars = options.WritesSidecars,
            CheckDevice = Once(BackendCatalogue.Problem),
        },
        new KnownHeaders(environment.ReadHeader).Read,
        NetworkCatalogue.All.ToDictionary(network => network.Name, Limits));

    /// <summary>Plans the jobs of files and folders.</summary>
    /// <param name="paths">Files and folders, relative to the working directory.</param>
    /// <param name="commandLine">Settings of the command line.</param>
    public JobSet Load(IEnumerable<string> paths, SettingsLayer commandLine)
    {
        string[] full = [.. paths.Select(path => Path.GetFullPath(HandedOverFiles.PathOf(path), environment.WorkingDirectory))];
        HandedOverFiles.RequireOneReader(full);
        var found = JobFinder.Find(full);
        return new JobSet(RefuseImpossible(RefuseSharedOutputs(found.Files.Select(file => Plan(file, commandLine)))), found.Problems);
    }

    /// <summary>Plans the picture of a command line.</summary>
    public JobSet Load(JobDocument document, SettingsLayer commandLine) => new(RefuseImpossible([Plan(document, commandLine)]), []);

    /// <summary>Plans a finished picture once more. What configuration says does not count, because a record says it all.</summary>
    /// <param name="repetition">What is kept of its plan.</param>
    /// <param name="document">The job of it.</param>
    /// <param name="commandLine">Settings of the command line.</param>
    /// <param name="weightsSha256">SHA-256 that the weights must have; null for any weights.</param>
    public PlannedJob Load(Repetition repetition, JobDocument document, SettingsLayer commandLine, string? weightsSha256)
    {
        var result = _planner.Plan(document, [], [commandLine]);
        var job = new PlannedJob(document.Source, [.. result.Plans.Select(repetition.Restore)], result.Problems, result.Settings)
        {
            Conceivable = [.. result.Conceivable.Select(repetition.Restore)],
        };
        return RefuseImpossible([job.With([.. job.Conceivable.Select(plan => OtherWeights(job, plan, weightsSha256)).OfType<JobProblem>()])])[0];
    }

    private PlannedJob Plan(string file, SettingsLayer commandLine)
    {
        environment.Interrupted.ThrowIfCancellationRequested();
        var reading = new HandedOverFiles(environment).Read(file, JobLimits.Default.MaximumBytes) is { } bytes
            ? JobReader.Read(bytes, file, JobLimits.Default)
            : JobReader.Read(file);
        return reading.Document is null
            ? new PlannedJob(file, [], reading.Problems, [])
            : Plan(reading.Document, commandLine);
    }

    private PlannedJob Plan(JobDocument document, SettingsLayer commandLine)
    {
        var result = _planner.Plan(document, _below, [commandLine]);
        return new PlannedJob(document.Source, result.Plans, result.Problems, result.Settings) { Conceivable = result.Conceivable };
    }

    // How much of the memory there is for each picture depends on all that are to be made.
    private IReadOnlyList<PlannedJob> RefuseImpossible(IReadOnlyList<PlannedJob> jobs)
    {
        RenderPlan[] plans = [.. jobs.SelectMany(job => job.Conceivable)];
        if (plans.Length == 0 || environment.PreviewMemory is not { } preview)
        {
            return jobs;
        }

        options.Weights?.Expect(plans.Select(plan => plan.Settings));
        using var memory = preview(options, MachineShare.Deal(options, plans)[0]);
        return [.. jobs.Select(job => job.With([.. job.Conceivable.Select(plan => Obstacle(job, plan, memory)).OfType<JobProblem>().Distinct()]))];
    }

    private JobProblem? Obstacle(PlannedJob job, RenderPlan plan, MemoryPreview memory)
    {
        environment.Interrupted.ThrowIfCancellationRequested();
        try
        {
            memory.Of(plan);
            memory.RequireMasks(plan);
            return null;
        }
        catch (Exception refusal) when (refusal is MemoryLimitException or BackendException)
        {
            return new JobProblem(job.Source, null, "", refusal.Message);
        }
        catch (Exception refusal) when (refusal is WeightFormatException or ImageFileException or TorchUnavailableException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            // What is wrong with its files or its device has been told, unless they changed meanwhile.
            return job.Problems.Count > 0 ? null : new JobProblem(job.Source, null, "", refusal.Message);
        }
    }

    // Weights that are missing or wrong have been told.
    private JobProblem? OtherWeights(PlannedJob job, RenderPlan plan, string? sha256)
    {
        if (sha256 is null || options.Weights is not { } weights || weights.Problem(plan.Settings) is not null || weights.Get(plan.Settings) is not { } found || found.Sha256 == sha256)
        {
            return null;
        }

        return new JobProblem(job.Source, null, plan.Settings.WeightsFile is null ? "network" : "weightsFile", $"The picture was made with weights of {plan.Settings.Network} whose file {RecordedFiles.Begin(sha256)}, but that of those that are here ({found.Origin}) {RecordedFiles.Begin(found.Sha256)}: name the right file with --weights-file, or any other for a picture that differs.");
    }

    // The planner sees to each job by itself. Between two jobs the second picture would silently replace the first, so the
    // later job is refused as a whole.
    private static List<PlannedJob> RefuseSharedOutputs(IEnumerable<PlannedJob> jobs)
    {
        var outputs = new OutputCollisions();
        return [.. jobs.Select(job => job.With(outputs.Take(job.Plans)))];
    }

    // What is asked of every picture of a sweep, and takes a moment to find out.
    private static Func<string, string?> Once(Func<string, string?> find)
    {
        var known = new Dictionary<string, string?>(StringComparer.Ordinal);
        return word => known.TryGetValue(word, out var answer) ? answer : known[word] = find(word);
    }

    private static NetworkLimits Limits(NetworkDescription network) =>
        new([.. network.Taps.Select(tap => tap.Name)], network.MinimumSide);
}
