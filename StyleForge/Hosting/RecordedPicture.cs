using StyleForge.Engine.Codecs;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;
using StyleForge.Models.Files;
using StyleForge.Models.Kernels;

namespace StyleForge.Hosting;

/// <summary>A finished picture that is to be made again: what it tells of itself, and the files that it was made of.</summary>
internal sealed class RecordedPicture
{
    private readonly HostEnvironment _environment;
    private readonly PictureRecord _record;
    private readonly string _path;

    /// <summary>Reads the record.</summary>
    /// <param name="environment">Folders and files.</param>
    /// <param name="path">The picture or its sidecar, from the working directory.</param>
    /// <exception cref="CommandFailure">There is no record, or none that can be followed.</exception>
    public RecordedPicture(HostEnvironment environment, string path)
    {
        _environment = environment;
        _path = Path.GetFullPath(path, environment.WorkingDirectory);
        try
        {
            _record = PictureRecord.Open(_path, environment.Codecs);
        }
        catch (ImageFileException refusal)
        {
            throw new CommandFailure($"--from {path} {refusal.Problem}.", ExitCodes.Wrong, refusal);
        }
    }

    /// <summary>What may make the new picture another one than the first, a sentence each.</summary>
    public IEnumerable<string> Notices =>
    [
        .. _record.Notices,
        .. _record.Version != ProductVersion.Text
            ? [$"The picture was made by StyleForge {_record.Version}, and this is {ProductVersion.Text}: it may come out a little different."]
            : Array.Empty<string>(),
        .. _record.VectorBits is { } bits && bits != VectorWidth.Bits
            ? [FormattableString.Invariant($"The picture was made with vectors of {bits} bits, and this machine has {VectorWidth.Bits}: it will look the same, but not be equal to the bit.")]
            : Array.Empty<string>(),
    ];

    /// <summary>Plans it once more, or says everything that is wrong.</summary>
    /// <param name="loader">Plans.</param>
    /// <param name="folders">Absolute folders where its inputs are looked for first.</param>
    /// <param name="output">Where to write the picture, or a folder with its slash; null for the default.</param>
    /// <param name="commandLine">Settings that take the place of its own.</param>
    public JobSet Load(JobLoader loader, IEnumerable<string> folders, string? output, SettingsLayer commandLine)
    {
        var repetition = new Repetition(_record.Plan, commandLine);
        var problems = new List<JobProblem>();
        var located = Locate([.. folders], repetition, problems);
        var to = output is null || Path.EndsInDirectorySeparator(output) ? output + DefaultName() : output;
        var weights = repetition.Keeps("network") && repetition.Keeps("weightsFile") ? _record.WeightsSha256 : null;
        var job = loader.Load(repetition, repetition.Job(located, _path, to), commandLine, weights);
        return new JobSet([Refuse(job, problems)], []);
    }

    // What was not found has been told better than the planner can; the rest of what is wrong is told with it.
    private static PlannedJob Refuse(PlannedJob job, List<JobProblem> problems) => problems.Count == 0 ? job : job with
    {
        Plans = [],
        Problems = [.. problems, .. job.Problems.Where(told => problems.TrueForAll(problem => problem.Field != told.Field))],
    };

    private RenderPlan Locate(IReadOnlyList<string> named, Repetition repetition, List<JobProblem> problems)
    {
        string[] around =
        [
            .. named,
            .. StandardStreams.IsHandedOver(_path) ? Array.Empty<string>() : [Path.GetDirectoryName(_path)!],
            _environment.WorkingDirectory,
            .. new StyleLibrary(_environment).Folder is { } styles ? [styles] : Array.Empty<string>(),
        ];
        var pictures = new RecordedFiles(around, _environment.Interrupted);
        var plan = _record.Plan;
        return plan with
        {
            ContentPath = Picture("The content picture", "content", plan.ContentPath),
            Styles =
            [
                .. plan.Styles.Select((style, i) => style with
                {
                    Path = Picture("The style picture", $"styles[{i}]", style.Path),
                    MaskPath = style.MaskPath is { } mask ? Picture("The mask", $"styles[{i}].mask", mask) : null,
                }),
            ],
            Settings = plan.Settings with
            {
                StartImage = plan.Settings.StartImage is { } start && repetition.Keeps("startImage") ? Picture("The picture to start from", "startImage", start) : null,
                WeightsFile = plan.Settings.WeightsFile is { } weights && repetition.Keeps("weightsFile")
                    ? Find(new RecordedFiles([.. around, .. new WeightLibrary(_environment).Folders], _environment.Interrupted), "The weight file", "weightsFile", weights, _record.WeightsSha256)
                    : null,
            },
        };

        string Picture(string kind, string field, string name) => Find(pictures, kind, field, name, _record.Hashes[name]);

        string Find(RecordedFiles files, string kind, string field, string name, string hash)
        {
            var (path, problem) = files.Find(kind, name, hash);
            problems.AddRange(problem is null ? [] : [new JobProblem(_path, null, field, problem)]);
            return path ?? name;
        }
    }

    // Never the name of the picture itself. Braces would be placeholders.
    private string DefaultName()
    {
        var name = StandardStreams.IsHandedOver(_path) ? _record.Plan.OutputPath
            : Path.GetExtension(_path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(_path)
            : _path;
        var ending = Path.GetExtension(_record.Plan.OutputPath);
        return $"{Path.GetFileNameWithoutExtension(name).Replace('{', '(').Replace('}', ')')}-again{(ending.Length > 0 ? ending : ".png")}";
    }
}
