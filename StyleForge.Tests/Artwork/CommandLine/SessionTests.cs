using StyleForge.Artwork.CommandLine;
using StyleForge.Engine.Codecs;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Artwork.CommandLine;

public sealed class SessionTests
{
    [Theory]
    [InlineData("paint", "paint")]
    [InlineData("styles --sise 5", "--sise")]
    [InlineData("styles --size", "needs a value")]
    [InlineData("styles --size 5", "32 to 4096")]
    [InlineData("styles --size big", "'big'")]
    [InlineData("styles --only rembrandt", "starry-impasto")]
    public void Wrong_usage_gives_code_2_and_one_sentence_that_names_it(string line, string expected)
    {
        var (code, output, errors) = Run(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Help_names_every_option()
    {
        var (code, output, _) = Run("styles", "--help");

        Assert.Equal(0, code);
        Assert.All((string[])["--only", "--size", "--out", "--check", "--samples", "--threads"], option => Assert.Contains(option, output, StringComparison.Ordinal));
    }

    [Fact]
    public void A_picture_that_was_drawn_checks_and_a_spoilt_one_does_not()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string[] words = ["styles", "--only", "stained-glass", "--size", "48", "--out", folder];
            Assert.Equal(0, Run(words).Code);
            Assert.Equal(0, Run([.. words, "--check"]).Code);
            Assert.Equal(0, Run("styles", "--only", "batik", "--size", "48", "--out", folder).Code);
            File.Copy(Path.Combine(folder, "batik.jpg"), Path.Combine(folder, "stained-glass.jpg"), overwrite: true);

            var (code, _, errors) = Run([.. words, "--check"]);
            Assert.Equal(1, code);
            Assert.Contains("stained-glass.jpg", errors, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_sheet_shows_every_example_job_with_its_picture_in_its_place_and_names_a_picture_that_is_missing()
    {
        using var repository = new TemporaryFolder();
        Write("StyleForge.sln", "");
        Write("jobs/examples/one.json", """{ "version": 1, "content": "red.png", "styles": ["blue"] }""");
        Write("jobs/examples/two.json", """{ "version": 1, "content": "red.png", "styles": ["blue", "red.png"] }""");
        Fill("jobs/examples/red.png", 200, 0, 0);
        Fill("styles/blue.jpg", 0, 0, 200);
        Fill("output/one.png", 0, 200, 0);

        Assert.Equal(2, RunAt(repository.Path, "examples").Code);
        Assert.Contains("two.png is missing", RunAt(repository.Path, "examples").Errors, StringComparison.Ordinal);
        Fill("output/two.png", 0, 100, 100);
        Assert.Equal((0, ""), (RunAt(repository.Path, "examples").Code, RunAt(repository.Path, "examples").Errors));

        var sheet = ImageCodecs.Default.Read(repository.File("docs/images/examples.jpg"));
        Assert.Equal((1116, 252), (sheet.Width, sheet.Height));
        Near((200, 0, 0), 90, 60);
        Near((0, 0, 200), 90, 180);
        Near((0, 200, 0), 370, 120);
        Near((0, 0, 200), 600, 180);
        Near((200, 0, 0), 690, 180);
        Near((0, 100, 100), 920, 120);

        void Write(string name, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(repository.File(name))!);
            File.WriteAllText(repository.File(name), text);
        }

        void Fill(string name, byte red, byte green, byte blue)
        {
            Write(name, "");
            var image = new ImageData(60, 50, PixelFormat.Rgb, 8);
            for (var i = 0; i < image.Samples.Length; i += 3)
            {
                (image.Samples[i], image.Samples[i + 1], image.Samples[i + 2]) = (red, green, blue);
            }

            ImageCodecs.Default.Write(repository.File(name), image);
        }

        void Near((int Red, int Green, int Blue) colour, int x, int y)
        {
            var at = 3 * ((y * sheet.Width) + x);
            Assert.InRange(sheet.Samples[at], colour.Red - 8, colour.Red + 8);
            Assert.InRange(sheet.Samples[at + 1], colour.Green - 8, colour.Green + 8);
            Assert.InRange(sheet.Samples[at + 2], colour.Blue - 8, colour.Blue + 8);
        }
    }

    private static (int Code, string Output, string Errors) Run(params string[] words) => RunAt(TestData.Repository, words);

    private static (int Code, string Output, string Errors) RunAt(string start, params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (new Session(output, errors, start).Run(words), output.ToString(), errors.ToString());
    }
}
