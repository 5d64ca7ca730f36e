using StyleForge.Artwork.CommandLine;

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
    [InlineData("styles sheet.json", "sheet.json")]
    [InlineData("sheet", "-o")]
    [InlineData("sheet sheet.json", "-o")]
    [InlineData("sheet nowhere.json -o sheet.png", "nowhere.json")]
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
        Assert.All((string[])["--only", "--size", "--out", "--check", "--samples", "--threads", "--output"], option => Assert.Contains(option, output, StringComparison.Ordinal));
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

    private static (int Code, string Output, string Errors) Run(params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (new Session(output, errors, TestKit.TestData.Repository).Run(words), output.ToString(), errors.ToString());
    }
}
