using System.Text.RegularExpressions;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Architecture;

/// <summary>Folders stand in the order the data flows, and a folder uses only those before it.</summary>
public class FolderOrderTests
{
    private static readonly string[] Models =
    [
        "Files", "Tensors", "Threading", "Kernels", "Layers", "Weights", "Descriptions", "Networks", "Fitting", "Execution", "Torch", "Classification", "Signals", "Volumes", "Detection", "Faces",
    ];

    private static readonly string[] Engine =
    [
        "Codecs", "Settings", "Jobs", "Planning", "Imaging", "Drawing", "Detection", "Objectives", "Features", "Tiling", "Losses", "Backends", "Optimisation", "Sound", "Clips", "Subjects", "Judging", "Output", "Running",
        "Measuring", "Classification",
    ];

    private static readonly string[] Training = ["Pictures", "Crops", "Networks", "Learning", "Features", "Examples", "Classifiers", "Detectors", "Embeddings"];

    private static readonly string[] Host = ["Queue", "Hosting", "Presentation", "Reports", "Service", "Web", "Commands"];

    public static TheoryData<string, string[]> Projects => new()
    {
        { "StyleForge.Models", Models },
        { "StyleForge.Engine", Engine },
        { "StyleForge.Training", Training },
        { "StyleForge", Host },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_folder_uses_only_the_folders_before_it(string project, string[] order)
    {
        var offences = new List<string>();
        var mentions = 0;
        foreach (var (file, folder) in Sources(project))
        {
            var own = Array.IndexOf(order, folder);
            foreach (Match mention in Mention(project).Matches(File.ReadAllText(file)))
            {
                var other = Array.IndexOf(order, mention.Groups[1].Value);
                mentions++;
                if (other > own)
                {
                    offences.Add($"{project}/{folder}/{Path.GetFileName(file)} uses {mention.Value}, which comes after {folder}");
                }
            }
        }

        Assert.True(mentions > order.Length, "The test found no mentions to judge: has the layout changed?");
        Assert.Empty(offences);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_of_sources_has_its_place_in_the_order(string project, string[] order)
    {
        var folders = Sources(project).Select(source => source.Folder).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(order.Order(StringComparer.Ordinal), folders);
    }

    [Fact]
    public void The_models_know_nothing_of_the_engine_and_the_engine_nothing_of_the_host_or_of_training()
    {
        Assert.DoesNotContain(Sources("StyleForge.Models"), source => File.ReadAllText(source.File).Contains("StyleForge.Engine", StringComparison.Ordinal));
        Assert.DoesNotContain(Sources("StyleForge.Engine"), source => File.ReadAllText(source.File).Contains("using StyleForge.Commands", StringComparison.Ordinal));
        Assert.DoesNotContain(Sources("StyleForge.Engine"), source => File.ReadAllText(source.File).Contains("StyleForge.Training", StringComparison.Ordinal));
    }

    private static Regex Mention(string project) => new($@"\b{Regex.Escape(project)}\.(\w+)");

    private static IEnumerable<(string File, string Folder)> Sources(string project)
    {
        var root = Path.Combine(TestData.Repository, project);
        return from file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
               let path = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)
               where path.Length > 1 && path[0] is not ("bin" or "obj") // What lies in no folder ties the host's together.
               select (file, path[0]);
    }
}
