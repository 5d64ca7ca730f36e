using StyleForge.Engine.Codecs;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;
using StyleForge.Tests.Engine.Settings;

namespace StyleForge.Tests.Engine.Planning;

/// <summary>
/// A folder with jobs, pictures and a planner over them. A picture is a text file «picture 640x480 tag», so that planning is
/// tested without codecs. <c>jobs/</c> holds job files and pictures, <c>styles/</c> bundled styles, <c>shared/</c> is a read
/// root, <c>private/</c> is none, and <c>out/</c> is the output root.
/// </summary>
internal sealed class JobFolder : IDisposable
{
    public JobFolder()
    {
        // The temporary folder may itself be behind a link; paths are compared as they are written.
        Root = RealPath.Resolve(Directory.CreateTempSubdirectory("styleforge-").FullName);
        foreach (var folder in new[] { "jobs", "styles", "shared", "private", "out" })
        {
            Directory.CreateDirectory(At(folder));
        }

        Picture("jobs/cat.png", 640, 480);
        Picture("jobs/dog.png", 300, 600);
        Picture("jobs/brush.png", 400, 400);
        Picture("jobs/ink.png", 500, 250);
        Picture("styles/marbling.png", 512, 512);
        Picture("styles/mosaic.jpg", 512, 384);
    }

    public string Root { get; }

    public static IReadOnlyDictionary<string, NetworkLimits> Networks { get; } = new[] { "forge-vgg", "vgg16", "vgg19" }.ToDictionary(
        name => name,
        _ => new NetworkLimits(
            ["relu1_1", "relu2_1", "relu3_1", "relu3_3", "relu4_1", "relu4_2", "relu5_1"],
            (tap, _) => 1 << (tap[4] - '1')));

    public PlannerOptions Options => new(Root, At("out"), [At("shared")], At("styles"), ImageLimits.Default);

    public string At(string relative) => Path.GetFullPath(relative, Root);

    public void Picture(string relative, int width, int height, string? tag = null) =>
        File.WriteAllText(At(relative), $"picture {width}x{height} {tag ?? relative}");

    /// <summary>Plans a job file in <c>jobs/night.json</c> with these fields beside its version.</summary>
    public PlanningResult Plan(string fields, PlannerOptions? options = null, SettingsLayer? below = null, SettingsLayer? above = null)
    {
        var file = At("jobs/night.json");
        File.WriteAllText(file, "{ \"version\": 1,\n" + fields + " }");
        var reading = JobReader.Read(file);
        Assert.NotNull(reading.Document);
        return Plan(reading.Document, options, below, above);
    }

    public PlanningResult Plan(JobDocument document, PlannerOptions? options = null, SettingsLayer? below = null, SettingsLayer? above = null) =>
        new Planner(options ?? Options, ReadHeader, Networks).Plan(document, below is null ? [RoundSides] : [RoundSides, below], above is null ? [] : [above]);

    // The least side is a round number, and large enough to be too small for.
    private static SettingsLayer RoundSides { get; } = SettingCatalogueTests.LayerOf(SettingsResolver.DefaultOrigin, ("padding", "zero"), ("iterations", "120"), ("contentLayers", "relu4_2"), ("styleLayers", "relu1_1,relu2_1,relu3_1,relu4_1,relu5_1"));

    /// <summary>The problems as people see them, with the folder's path cut out.</summary>
    public IEnumerable<string> Shown(PlanningResult result)
    {
        Assert.Empty(result.Plans);
        return result.Problems.Select(problem => problem.ToString().Replace(Root, "~", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static ImageHeader ReadHeader(string path, ImageLimits limits)
    {
        var words = File.ReadAllText(path).Split(' ', 'x');
        return words[0] == "picture"
            ? new ImageHeader("PNG", int.Parse(words[1]), int.Parse(words[2]), PixelFormat.Rgb, 8)
            : throw new ImageFileException(path, "is no picture of a format that StyleForge reads");
    }
}
