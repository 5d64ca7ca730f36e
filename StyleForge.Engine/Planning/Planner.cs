using System.Globalization;
using Microsoft.Extensions.Configuration;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Planning.Rules;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning;

/// <summary>Turns a job into plans, or says everything that is wrong with it before anything runs.</summary>
/// <param name="options">Folders and bounds.</param>
/// <param name="readHeader">Reads a picture file's header; throws <see cref="ImageFileException"/> where it is no picture.</param>
/// <param name="networks">The feature networks that there are, by name.</param>
public sealed class Planner(
    PlannerOptions options,
    Func<string, ImageLimits, ImageHeader> readHeader,
    IReadOnlyDictionary<string, NetworkLimits> networks)
{
    private const string ContentKind = "The content picture";
    private const string MaskKind = "The mask";

    private static readonly IPlanRule[] Rules = [new NetworkRule(), new MachineRule(), new DifferentPicturesRule(), new SizeRule(), new OutputRule()];

    private readonly OutputFolders _folders = new();

    /// <summary>Plans every picture of a job.</summary>
    /// <param name="document">The job.</param>
    /// <param name="below">Layers that the job's own settings override: configuration files and the environment.</param>
    /// <param name="above">Layers that override the job's own settings: the command line.</param>
    /// <exception cref="IOException">A picture that could be read can be read no longer.</exception>
    public PlanningResult Plan(JobDocument document, IReadOnlyList<SettingsLayer> below, IReadOnlyList<SettingsLayer> above)
    {
        var problems = new List<JobProblem>(document.Problems);
        var inputs = new InputFiles(options, readHeader, document);
        CheckPictures(document, inputs, problems);
        if (document.Output is not null && OutputTemplate.Check(document.Output) is { } wrong)
        {
            problems.Add(new JobProblem(document.Source, document.OutputLine, "output", wrong));
        }

        // A list that the command line overrides no longer makes a sweep.
        var effective = document with
        {
            Settings = [.. document.Settings.Where(setting => !above.Any(layer => layer.Values.GetSection(setting.Name).Exists()))],
        };
        var drafts = new List<Draft>();
        IReadOnlyList<ResolvedSetting> first = [];
        foreach (var combination in Sweep.Combinations(effective))
        {
            var resolution = SettingsResolver.Resolve([.. below, LayerOf(document, combination), .. above]);
            problems.AddRange(resolution.Problems.Select(problem => Locate(document, problem)));
            first = first.Count > 0 ? first : resolution.Values;
            drafts.Add(MakeDraft(effective, inputs, combination, resolution, problems));
            if (document.Problems.Count > 0 || resolution.Settings is null)
            {
                break; // Nothing will be rendered, and the first picture shows what else is wrong.
            }
        }

        if (drafts.Count == 0 && document.Output is { } template && !OutputTemplate.IsFolder(template) && OutputRule.WrongEnding(template, options.Codecs) is { } ending)
        {
            problems.Add(new JobProblem(document.Source, document.OutputLine, "output", ending));
        }

        if (problems.TrueForAll(problem => problem.Field != "output"))
        {
            drafts = NameOutputs(effective, drafts);
            problems.AddRange(Collisions(document, drafts));
        }

        problems.AddRange(drafts.SelectMany(draft => Rules.SelectMany(rule => rule.Check(draft))));
        problems = [.. problems.Distinct()];
        RenderPlan[] conceivable = [.. drafts.Where(draft => draft.IsConceivable).Select(draft => draft.ToPlan())];
        return new PlanningResult(problems.Count == 0 ? conceivable : [], problems, first) { Conceivable = conceivable };
    }

    /// <summary>
    /// Gives a problem with a setting its place: the line where the job file says it, or the job itself where the value is built in.
    /// </summary>
    internal static JobProblem Locate(JobDocument document, JobProblem problem) =>
        problem.Source == document.Source || problem.Source == SettingsResolver.DefaultOrigin
            || problem.Source.StartsWith(SettingsResolver.PresetOrigin, StringComparison.Ordinal)
            ? problem with
            {
                Source = document.Source,
                Line = document.Settings.FirstOrDefault(setting => setting.Name == problem.Field)?.Line,
            }
            : problem;

    private static void CheckPictures(JobDocument document, InputFiles inputs, List<JobProblem> problems)
    {
        var fromJob = document.File is not null;
        void Report(string? problem, string field, int? line)
        {
            if (problem is not null)
            {
                problems.Add(new JobProblem(document.Source, line, field, problem));
            }
        }

        foreach (var content in document.Contents)
        {
            Report(inputs.Open(ContentKind, content.Path, fromJob).Problem, content.Field, content.Line);
        }

        foreach (var style in document.Styles.SelectMany(blend => blend))
        {
            Report(inputs.OpenStyle(style.Image).Problem, style.Field, style.Line);
            if (style.Mask is not null)
            {
                Report(inputs.Open(MaskKind, style.Mask, fromJob).Problem, $"{style.Field}.mask", style.Line);
            }
        }
    }

    private static SettingsLayer LayerOf(JobDocument document, Combination combination) => new(
        document.Source,
        new ConfigurationBuilder()
            .AddInMemoryCollection(combination.Settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
            .Build());

    private Draft MakeDraft(
        JobDocument document, InputFiles inputs, Combination combination, SettingsResolution resolution, List<JobProblem> problems)
    {
        var wrong = WrongSettings(document, resolution);

        // A path starts from the folder of whoever wrote it, and only a job file's are held below the roots.
        string? Locate(string setting, string kind, bool isPicture)
        {
            var resolved = resolution.Values.First(value => value.Name == setting);
            if (resolved.Value.Length == 0)
            {
                return null;
            }

            var fromJob = document.File is not null && resolved.Origin == document.Source;
            var (file, problem) = inputs.Open(kind, resolved.Value, fromJob, isPicture);
            if (problem is not null)
            {
                problems.Add(Planner.Locate(document, new JobProblem(resolved.Origin, null, setting, problem)));
                wrong.Add(setting);
            }

            return file.Path;
        }

        var fromJobFile = document.File is not null;
        var count = Sweep.Count(document);
        return new Draft
        {
            Document = document,
            Options = options,
            Networks = networks,
            Inputs = inputs,
            Folders = _folders,
            Wrong = wrong,
            Name = count > 1 ? $"{document.Name}-{Number(combination.Index, count)}" : document.Name,
            Combination = combination,
            Content = inputs.Open(ContentKind, combination.Content.Path, fromJobFile).File,
            Styles = [.. combination.Blend.Select(style => inputs.OpenStyle(style.Image).File)],
            Masks = [.. combination.Blend.Select(style => style.Mask is null ? null : inputs.Open(MaskKind, style.Mask, fromJobFile).File)],
            Settings = resolution.Rest with
            {
                WeightsFile = Locate("weightsFile", "The weight file", isPicture: false),
                StartImage = Locate("startImage", "The picture to start from", isPicture: true),
            },
            Values = resolution.Values,
        };
    }

    // A name that is no setting may have been meant to be one.
    private static HashSet<string> WrongSettings(JobDocument document, SettingsResolution resolution) =>
    [
        .. from problem in document.Problems.Concat(resolution.Problems)
           let name = problem.Field.Split('[', '.')[0]
           select SettingCatalogue.Find(name)?.Name ?? NearestName.Find(name, SettingCatalogue.All.Select(setting => setting.Name)) ?? name,
    ];

    // The default template tells pictures apart by their names; where two pictures have the same name, by number as well.
    private List<Draft> NameOutputs(JobDocument document, List<Draft> drafts)
    {
        var isNamed = document.Output is { } output && !OutputTemplate.IsFolder(output);
        var template = isNamed ? document.Output! : document.Output + OutputTemplate.DefaultFor(document);
        var named = drafts.ConvertAll(draft => NameOutput(draft, template));
        return !isNamed && Collisions(document, named).Count > 0
            ? drafts.ConvertAll(draft => NameOutput(draft, template[..^".png".Length] + "-{index}.png"))
            : named;
    }

    private Draft NameOutput(Draft draft, string template)
    {
        var text = OutputTemplate.Fill(template, name => name switch
        {
            "job" => draft.Document.Name,
            "content" => Path.GetFileNameWithoutExtension(draft.Content.Path),
            "style" => string.Join('+', draft.Styles.Select(style => Path.GetFileNameWithoutExtension(style.Path))),
            "index" => Number(draft.Combination.Index, Sweep.Count(draft.Document)),
            _ => draft.Values.First(value => value.Name == name).Value,
        });
        var folder = draft.Document.File is null ? options.WorkingDirectory : options.OutputRoot;
        return draft with { OutputText = text, OutputPath = Path.GetFullPath(text, folder) };
    }

    private static List<JobProblem> Collisions(JobDocument document, List<Draft> drafts) =>
    [
        .. new OutputCollisions().Take(drafts.Select(draft => (document.Source, draft.Name, draft.OutputPath)))
            .Select(problem => problem with { Line = document.OutputLine }),
    ];

    // Padded, so that names in order of the alphabet are in order of the sweep.
    private static string Number(int index, long count) =>
        index.ToString(CultureInfo.InvariantCulture).PadLeft(count.ToString(CultureInfo.InvariantCulture).Length, '0');
}
