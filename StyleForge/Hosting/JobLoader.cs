using StyleForge.Engine.Backends;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Features;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;
using StyleForge.Models.Networks;

namespace StyleForge.Hosting;

/// <summary>Finds, reads and plans jobs with the layers of settings around them.</summary>
/// <param name="environment">Folders, files and variables.</param>
/// <param name="outputRoot">Absolute folder that job files write below.</param>
internal sealed class JobLoader(HostEnvironment environment, string outputRoot)
{
    private readonly IReadOnlyList<SettingsLayer> _below = new ConfigurationLayers(environment).Read();

    private readonly WeightLibrary _weights = new(environment);

    private readonly Planner _planner = new(
        new PlannerOptions(
            environment.WorkingDirectory,
            outputRoot,
            [environment.WorkingDirectory],
            new StyleLibrary(environment).Folder,
            ImageLimits.Default)
        {
            Codecs = environment.Codecs,
        },
        environment.ReadHeader,
        NetworkCatalogue.All.ToDictionary(network => network.Name, Limits));

    /// <summary>Plans the jobs of files and folders.</summary>
    /// <param name="paths">Files and folders, relative to the working directory.</param>
    /// <param name="commandLine">Settings of the command line.</param>
    public JobSet Load(IEnumerable<string> paths, SettingsLayer commandLine)
    {
        string[] full = [.. paths.Select(path => Path.GetFullPath(HandedOverFiles.PathOf(path), environment.WorkingDirectory))];
        HandedOverFiles.RequireOneReader(full);
        var found = JobFinder.Find(full);
        return new JobSet(RefuseSharedOutputs(found.Files.Select(file => Plan(file, commandLine))), found.Problems);
    }

    /// <summary>Plans the picture of a command line.</summary>
    public JobSet Load(JobDocument document, SettingsLayer commandLine) => new([Plan(document, commandLine)], []);

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
        var absent = AbsentWeights(document, result).Concat(UnusableDevices(document, result)).ToList();
        return absent.Count == 0
            ? new PlannedJob(document.Source, result.Plans, result.Problems, result.Settings)
            : new PlannedJob(document.Source, [], [.. result.Problems, .. absent], result.Settings);
    }

    // A night should not run for hours before it is said that a file has to be fetched first.
    private List<JobProblem> AbsentWeights(JobDocument document, PlanningResult result) =>
    [
        .. from name in result.Plans.Where(plan => plan.Settings.WeightsFile is null).Select(plan => plan.Settings.Network).Distinct()
           let network = NetworkCatalogue.Find(name)
           where network.Facts.BuiltIn is null && _weights.Find(network) is null
           let line = document.Settings.FirstOrDefault(setting => setting.Name == "network")?.Line
           select new JobProblem(document.Source, line, "network", FeatureWeights.Absent(network, network.Facts.Weights!)),
    ];

    private static IEnumerable<JobProblem> UnusableDevices(JobDocument document, PlanningResult result) =>
        from device in result.Plans.Select(plan => plan.Settings.Device).Distinct()
        let problem = BackendCatalogue.Problem(device)
        where problem is not null
        let line = document.Settings.FirstOrDefault(setting => setting.Name == "device")?.Line
        select new JobProblem(document.Source, line, "device", problem);

    // The planner sees to each job by itself. Between two jobs the second picture would silently replace the first, so the
    // later job is refused as a whole.
    private static List<PlannedJob> RefuseSharedOutputs(IEnumerable<PlannedJob> jobs)
    {
        var taken = new List<RenderPlan>();
        var checkedJobs = new List<PlannedJob>();
        foreach (var job in jobs)
        {
            var problems = OutputCollisions.Find([.. taken, .. job.Plans]);
            checkedJobs.Add(problems.Count == 0 ? job : job with { Plans = [], Problems = [.. job.Problems, .. problems] });
            taken.AddRange(checkedJobs[^1].Plans);
        }

        return checkedJobs;
    }

    private static NetworkLimits Limits(NetworkDescription network) =>
        new([.. network.Taps.Select(tap => tap.Name)], network.MinimumSide);
}
