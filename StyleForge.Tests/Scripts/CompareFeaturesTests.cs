using System.Diagnostics;
using System.Globalization;
using StyleForge.Artwork.Sheets;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Scripts;

public sealed class CompareFeaturesTests : IDisposable
{
    // In place of the program: SSIM falls by 0.1 whenever the weight trebles, and the logarithm of the distance is a line over it. The
    // file of weights holds the SSIM at weight 100 and where the line begins.
    private const string Stub = """
        echo "$1" >>"${0%/*}/calls"
        case $1 in
          render)
            echo " $*" >>"${0%/*}/renders"
            while [ $# -gt 0 ]; do
              case $1 in -o) picture=$2 ;; --weights-file) file=$2 ;; --style-weight) weight=$2 ;; esac
              shift
            done
            echo "$(cat "$file") $weight" >"$picture"
            ;;
          judge)
            awk '{
              s = $1 - 0.1 * log($3 / 100) / log(3)
              printf "[\n  {\n    \"layers\": {\n      \"relu1_1\": 1,\n      \"relu2_1\": 2,\n      \"relu3_1\": 3,\n      \"relu3_4\": 4e-1\n    },\n"
              printf "    \"styleDistance\": %.12g,\n    \"ssim\": %.12g", exp($2 + 2 * s), s
              if (other) printf ",\n    \"otherNetworks\": [\n      {\n        \"styleDistance\": %.12g\n      }\n    ]", exp(2 * ($2 + 2 * s))
              printf "\n  }\n]\n"
            }' other="$([[ $* != *--squeezenet* ]] || echo 1)" "$2"
            ;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();

    public CompareFeaturesTests()
    {
        File.WriteAllText(_folder.File("stub"), Stub);
        File.WriteAllText(_folder.File("judge.safetensors"), "");
        Directory.CreateDirectory(_folder.File("pictures"));
        Array.ForEach(["town.jpg", "star.png", "wave.jpeg", "star-ink.jpg"], name => File.WriteAllText(_folder.File("pictures/" + name), ""));
        File.WriteAllText(_folder.File("yard"), "0.3 -2");
        File.WriteAllText(_folder.File("dear"), "0.46 -1.5");
        File.WriteAllText(_folder.File("poor"), "0.12 -2.1");
        File.WriteAllText(_folder.File("far"), "0.9 -3");
    }

    [LinuxFact("bash and its tools")]
    public void Distances_are_read_at_the_similarity_of_the_yardstick_and_marked_where_that_is_out_of_reach()
    {
        Assert.Equal((0, ""), Ends(Run("town", "star,wave,star-ink")));

        var rows = File.ReadAllLines(_folder.File("out/results.md")).Where(line => line.StartsWith("| town", StringComparison.Ordinal)).Select(Cells).ToArray();
        Assert.Equal(["star", "wave", "star-ink"], rows.Select(row => row[1]));
        Assert.All(rows, row => Assert.Equal(
            [Text(0.3), Text(Math.Exp(-1.4)), Text(Math.Exp(-0.9)), "1.65", Text(Math.Exp(-1.5)), "0.90", Text(Math.Exp(-1.8)) + "*", "0.67"], row[2..]));
        var mean = Cells(File.ReadLines(_folder.File("out/results.md")).Single(line => line.StartsWith("| **mean", StringComparison.Ordinal)));
        Assert.Equal(["**1.65**", "**0.90**", "**0.67**"], (string[])[mean[5], mean[7], mean[9]]);

        // 1 of the yardstick, 3 on the way down and 3 on the way up, and all 4 that the reach allows.
        var results = File.ReadAllLines(_folder.File("out/results.csv"));
        Assert.Equal(1 + (3 * (1 + 3 + 3 + 4)), results.Length);
        Assert.Contains(results, line => line.StartsWith("dear,town,star,900,1,2,3,4e-1,", StringComparison.Ordinal));

        // The sheet shows the picture that is nearest in similarity.
        var layout = SheetLayout.Of(SheetDocument.Read(_folder.File("out/sheet.json")));
        Assert.Equal(3 * (2 + 4), layout.Places.Count);
        Assert.All(layout.Places, place => Assert.True(File.Exists(Path.Combine(_folder.Path, "out", place.Cell.Picture)), place.Cell.Picture));
        Assert.Equal(3, layout.Places.Count(place => place.Cell.Caption is not null && place.Cell.Picture is "dear/town-star-900.png" or "dear/town-wave-900.png" or "dear/town-star-ink-900.png"));
    }

    [LinuxFact("bash and its tools")]
    public void A_second_judge_has_a_table_of_its_own_at_the_same_similarity()
    {
        Assert.Equal((0, ""), Ends(Run("town", "star", "--squeezenet", "judge.safetensors")));

        // The distances that the second judge sees are the squares of the first one's.
        var rows = File.ReadAllLines(_folder.File("out/results.md")).Where(line => line.StartsWith("| town", StringComparison.Ordinal)).Select(Cells).ToArray();
        Assert.Equal(2, rows.Length);
        Assert.Equal([Text(Math.Exp(-1.4)), Text(Math.Exp(-0.9)), "1.65"], rows[0][3..6]);
        Assert.Equal([Text(Math.Exp(-2.8)), Text(Math.Exp(-1.8)), "2.72"], rows[1][3..6]);
    }

    [LinuxFact("bash and its tools")]
    public void Settings_of_one_take_the_place_of_the_common_ones()
    {
        Assert.Equal((0, ""), Ends(Run("town", "star", "smooth=dear --total-variation-weight 50 --margin 0")));

        var renders = File.ReadAllLines(_folder.File("renders")).ToLookup(line => line.Contains("/smooth/", StringComparison.Ordinal));
        Assert.All(renders[true], line => Assert.Contains(" --total-variation-weight 50 --margin 0 ", line, StringComparison.Ordinal));
        Assert.All(renders[true], line => Assert.Equal(2, line.Split(" --margin ").Length));
        Assert.All(renders[false], line => Assert.Contains(" --total-variation-weight 0 ", line, StringComparison.Ordinal));
        Assert.NotEmpty(renders[true]);
        Assert.NotEmpty(renders[false]);
    }

    [LinuxFact("bash and its tools")]
    public void A_second_run_renders_and_judges_nothing_again()
    {
        Run("town", "star");
        var (calls, table) = (File.ReadAllText(_folder.File("calls")), File.ReadAllText(_folder.File("out/results.md")));
        File.Delete(_folder.File("out/dear/town-star-300.png"));
        Run("town", "star");

        Assert.Equal(calls + "render\njudge\n", File.ReadAllText(_folder.File("calls")));
        Assert.Equal(table, File.ReadAllText(_folder.File("out/results.md")));
        Assert.Equal(["dear", "far", "poor", "results.csv", "results.md", "sheet.json", "yard"], Names("out"));
    }

    [LinuxFact("bash and its tools")]
    public void Pictures_of_other_weights_are_not_taken_for_those_of_these()
    {
        Run("town", "star");
        File.WriteAllText(_folder.File("dear"), "0.4 -1.5");

        var (code, errors) = Ends(Run("town", "star"));
        Assert.Equal(1, code);
        Assert.Contains("out/dear holds pictures of other weights", errors, StringComparison.Ordinal);
    }

    [LinuxFact("bash and its tools")]
    public void Wrong_usage_gives_code_2_and_names_it()
    {
        Assert.Equal(2, Refused("village", "star", "village.jpg"));
        Assert.Equal(2, Refused("town", "star", "--size is big", "--size", "big"));
        Assert.Equal(2, Refused("town", "star", "--colour", "--colour", "red"));
        Assert.Equal(2, Refused("town", "star", "nowhere does not exist", "extra=nowhere"));
        Assert.False(File.Exists(_folder.File("calls")));
    }

    public void Dispose() => _folder.Dispose();

    private int Refused(string contents, string styles, string named, params string[] more)
    {
        var (code, errors) = Ends(Run(contents, styles, more));
        Assert.Contains(named, errors, StringComparison.Ordinal);
        return code;
    }

    // The exit code, and of the errors what is no progress.
    private static (int Code, string Errors) Ends((int Code, string Errors) run) =>
        (run.Code, string.Join('\n', run.Errors.Split('\n').Where(line => !line.Contains(" in the style of ", StringComparison.Ordinal))));

    private (int Code, string Errors) Run(string contents, string styles, params string[] more)
    {
        string[] words =
        [
            Path.Combine(TestData.Repository, "scripts", "compare-features.sh"), "pictures", "judge.safetensors", "out",
            "yard=yard", "dear=dear", "poor=poor", "far=far", "--contents", contents, "--styles", styles, .. more.Contains("--style-weight") ? more : [.. more, "--style-weight", "100"],
        ];
        var start = new ProcessStartInfo("bash", words) { WorkingDirectory = _folder.Path, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["STYLEFORGE"] = $"bash {_folder.File("stub")}";
        using var script = Process.Start(start)!;
        var output = script.StandardOutput.ReadToEndAsync();
        var errors = script.StandardError.ReadToEnd();
        output.GetAwaiter().GetResult();
        script.WaitForExit();
        return (script.ExitCode, errors);
    }

    private IEnumerable<string> Names(string folder) => Directory.EnumerateFileSystemEntries(_folder.File(folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static string[] Cells(string row) => row.Trim('|').Split('|', StringSplitOptions.TrimEntries);

    private static string Text(double number) => number.ToString("0.000", CultureInfo.InvariantCulture);
}
