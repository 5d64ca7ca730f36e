using System.Text.Json;
using System.Text.RegularExpressions;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Tests.Models.Faces;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>Rendering with respect for faces, with made-up networks that find one in every picture, and with the published ones.</summary>
public sealed class ProtectTests : IDisposable
{
    private readonly Studio _studio = new();

    private string Weights => _studio.File(".local/share/styleforge/weights");

    public void Dispose() => _studio.Dispose();

    [Fact]
    public void A_protected_face_stays_nearer_to_the_content_and_the_record_says_how_near()
    {
        FakeFaces.Write(Weights);
        Assert.Equal(ExitCodes.Done, Render("plain.png", "--gate-face-distance", "1.9"));
        Assert.Equal(ExitCodes.Done, Render("kept.png", "--protect", "faces", "--protect-strength", "1"));

        var (plain, kept) = (Distance("plain.png.json"), Distance("kept.png.json"));
        Assert.InRange(kept, 0, plain / 2);
        Assert.InRange(Difference("kept.png"), 0, Difference("plain.png") / 2);
        var found = Assert.Single(Record("kept.png.json").GetProperty("protected").EnumerateArray());
        Assert.Equal("face", found.GetProperty("name").GetString());
        Assert.Equal(Record("kept.png.json").GetProperty("faces")[0].GetProperty("width").GetDouble(), found.GetProperty("width").GetDouble());
        Assert.False(Record("plain.png.json").TryGetProperty("protected", out _));
        Assert.Contains("Protected on content.png: 1 × face.", _studio.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody else", _studio.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_protected_face_that_would_pass_for_somebody_elses_is_told()
    {
        FakeFaces.Write(Weights, unlike: 1000);
        Assert.Equal(ExitCodes.Done, Render("kept.png", "--protect", "faces", "--protect-strength", "0"));

        Assert.Matches(@"On content\.png 1 of 1 protected faces would pass for somebody else \(distance [\d.]+, from 0\.6 on it is another person\): raise protectStrength, which is 0\.", _studio.Error);
    }

    [Fact]
    public void Without_protection_nothing_is_looked_for_and_nothing_changes()
    {
        Assert.Equal(ExitCodes.Done, Render("plain.png"));
        FakeFaces.Write(Weights);
        Assert.Equal(ExitCodes.Done, Render("gated.png", "--gate-face-distance", "1.9"));

        Assert.Equal(Read("plain.png").Samples, Read("gated.png").Samples);
        Assert.False(Record("plain.png.json").TryGetProperty("faces", out _));
    }

    [Fact]
    public void Colours_of_what_is_protected_are_the_contents_on_request()
    {
        FakeFaces.Write(Weights);
        Render("style.out.png", "--protect", "faces", "--protect-strength", "0.2");
        Render("content.out.png", "--protect", "faces", "--protect-strength", "0.2", "--protect-colour", "content");

        Assert.NotEqual(Read("style.out.png").Samples, Read("content.out.png").Samples);
    }

    [Fact]
    public void A_face_that_came_too_far_fails_its_gate_and_nothing_is_written()
    {
        FakeFaces.Write(Weights);

        Assert.Equal(ExitCodes.JobFailed, Render("far.png", "--gate-face-distance", "0.000001"));

        Assert.Matches(@"largest distance of a face from the content's is [\d.E-]+, but must be 1E-06 or less: nothing was written\. Protect faces, or raise gateFaceDistance\.", _studio.Error);
        Assert.False(File.Exists(_studio.File("far.png")));
    }

    [Fact]
    public void Missing_networks_are_told_before_anything_is_rendered()
    {
        Assert.Equal(ExitCodes.Wrong, Render("kept.png", "--protect", "faces"));

        Assert.Contains("protect: Faces are found by ssd-mobilenet-faces, whose weights are not on this machine: 'styleforge weights pull faces' fetches them.", _studio.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_studio.File("kept.png")));
    }

    [Fact]
    public void A_job_protects_by_a_list_and_sweeps_over_lists()
    {
        FakeFaces.Write(Weights);
        _studio.Write("job.json", """{ "version": 1, "content": "content.png", "styles": ["style.png"], "size": 32, "minimumSize": 32, "firstIterations": 2, "protect": [["faces"], []], "output": "{index}.png" }""");

        Assert.Equal(ExitCodes.Done, _studio.Run("batch", "job.json", "--output-root", "."));

        Assert.Equal(JsonValueKind.Array, Record("1.png.json").GetProperty("faces").ValueKind);
        Assert.Equal("""["faces"]""", Record("1.png.json").GetProperty("plan").GetProperty("settings").GetProperty("protect").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
        Assert.False(Record("2.png.json").TryGetProperty("faces", out _));
    }

    [Fact]
    public void A_style_goes_over_the_face_and_another_spares_it()
    {
        FakeFaces.Write(Weights);
        _studio.Write("job.json", Job("\"style.png\"", """{ "image": "style.png", "inside": ["faces"] }"""));
        _studio.Write("other.json", Job("""{ "image": "style.png", "outside": "faces" }""", """{ "image": "style.png", "inside": "faces" }"""));

        Assert.Equal(ExitCodes.Done, _studio.Run("batch", "job.json", "other.json", "--output-root", "."));

        Assert.Contains("The style style goes over 1 × face on content.png.", _studio.Error, StringComparison.Ordinal);
        Assert.Contains("The style style spares 1 × face on content.png.", _studio.Error, StringComparison.Ordinal);
        Assert.Contains("content.png in the style of style.png outside of faces and style.png over faces", _studio.Error, StringComparison.Ordinal);
        Assert.Equal("face", Assert.Single(Record("job.png.json").GetProperty("found").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("faces", Record("job.png.json").GetProperty("plan").GetProperty("styles")[1].GetProperty("inside").GetString());
        Assert.NotEqual(Read("job.png").Samples, Read("other.png").Samples);

        // The record alone makes the same picture again.
        Assert.Equal(ExitCodes.Done, _studio.Run("render", "--from", "other.png", "-o", "again.png"));
        Assert.Equal(Read("other.png").Samples, Read("again.png").Samples);

        static string Job(params string[] styles) => $$"""{ "version": 1, "content": "content.png", "styles": [{{string.Join(", ", styles)}}], "size": 32, "minimumSize": 32, "firstIterations": 3 }""";
    }

    [Fact]
    public void The_job_of_the_documentation_and_its_command_line_make_the_same_picture()
    {
        FakeFaces.Write(Weights);
        File.Copy(_studio.File("content.png"), _studio.File("portrait.jpg"));
        foreach (var style in (string[])["starry-impasto.jpg", "engraving.jpg"])
        {
            Directory.CreateDirectory(_studio.File("styles"));
            File.Copy(Path.Combine(TestData.Repository, "styles", style), _studio.File($"styles/{style}"));
        }

        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "faces.md"));
        _studio.Write("job.json", Regex.Match(page, "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value.Replace("384", "32", StringComparison.Ordinal));
        var command = Regex.Match(page, "    styleforge (render .* --style .*outside=.*)").Groups[1].Value.Replace("384", "32", StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Done, _studio.Run([.. command.Split(' '), "-o", "command.png", "--minimum-size", "32", "--first-iterations", "2"]));
        Assert.Equal(ExitCodes.Done, _studio.Run("batch", "job.json", "--output-root", ".", "--minimum-size", "32", "--first-iterations", "2"));
        Assert.Equal(Read("job.png").Samples, Read("command.png").Samples);
    }

    [Fact]
    public void Where_styles_go_is_checked_before_anything_is_rendered()
    {
        _studio.Write("job.json", """{ "version": 1, "content": "content.png", "styles": ["style.png", { "image": "style.png", "inside": "faces" }] }""");
        _studio.Write("wrong.json", """{ "version": 1, "content": "content.png", "styles": [{ "image": "style.png", "outside": ["dogs"] }] }""");

        Assert.Equal(ExitCodes.Wrong, _studio.Run("check", "job.json", "wrong.json"));

        Assert.Contains("styles[1].inside: Faces are found by ssd-mobilenet-faces, whose weights are not on this machine: 'styleforge weights pull faces' fetches them.", _studio.Error, StringComparison.Ordinal);
        Assert.Contains("styles[0].outside is \"dogs\", but must be a list of faces, people, or kinds of objects such as dog and car: did you mean dog?", _studio.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_word_is_refused_with_the_nearest()
    {
        Assert.Equal(ExitCodes.Wrong, Render("kept.png", "--protect", "faces,dogs"));

        Assert.Contains("protect is \"faces,dogs\", but must be a list of faces, people, or kinds of objects such as dog and car: did you mean dog?", _studio.Error, StringComparison.Ordinal);
    }

    [TestDataFact]
    public void A_real_face_comes_less_than_half_as_far_where_it_is_protected()
    {
        FacePortraits.Install(Weights);

        // The detector whose weights the data folder lacks is stood in for by one whose box is nearly the whole picture.
        var face = FacePortraits.Reference("biden2.png").GetProperty("ssd")[0];
        double Number(string name) => face.GetProperty(name).GetDouble();
        var side = (int)(Number("height") / 0.95);
        Crop("biden2.png", (int)(Number("x") + (Number("width") / 2)) - (side / 2), (int)(Number("y") + (Number("height") / 2)) - (side / 2), side);

        Assert.Equal(ExitCodes.Done, Render("plain.png", "--gate-face-distance", "1.99"));
        Assert.Equal(ExitCodes.Done, Render("kept.png", "--protect", "faces"));
        Assert.InRange(Distance("kept.png.json"), 0, Distance("plain.png.json") / 2);
    }

    private int Render(string output, params string[] options) =>
        _studio.Run(["render", "content.png", "--style", "style.png", "-o", output, "--size", "64", "--minimum-size", "64", "--first-iterations", "15", "--margin", "0", .. options]);

    private void Crop(string portrait, int left, int top, int side)
    {
        var whole = ImageCodecs.Default.Read(TestData.Path($"models/face-api/{portrait}")).ToPicture();
        var cut = new Picture(side, side);
        for (var i = 0; i < cut.Samples.Length; i++)
        {
            var (channel, y, x) = (i / cut.PlaneLength, i % cut.PlaneLength / side, i % side);
            cut.Samples[i] = whole.Samples[(channel * whole.PlaneLength) + ((top + y) * whole.Width) + left + x];
        }

        ImageCodecs.Default.Write(_studio.File("content.png"), cut.ToImageData());
    }

    private JsonElement Record(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(_studio.File(name)));
        return document.RootElement.Clone();
    }

    private double Distance(string name) => Record(name).GetProperty("faces")[0].GetProperty("distance").GetDouble();

    private Picture Read(string name) => ImageCodecs.Default.Read(_studio.File(name)).ToPicture();

    // In the middle of the picture, where the face is.
    private double Difference(string name)
    {
        var picture = Read(name);
        var content = Resampler.Resize(Read("content.png"), picture.Width, picture.Height);
        return Enumerable.Range(0, picture.Samples.Length)
            .Where(i => i % picture.Width is > 26 and < 38 && i / picture.Width % picture.Height is > 17 and < 30)
            .Average(i => Math.Abs(picture.Samples[i] - content.Samples[i]));
    }
}
