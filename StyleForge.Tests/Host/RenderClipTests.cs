using System.Text.Json;
using StyleForge.Engine.Clips;
using StyleForge.Engine.Codecs;
using StyleForge.Tests.Engine.Clips;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class RenderClipTests : IDisposable
{
    private static readonly string[] Quick = ["--size", "12", "--frames", "12", "--filters", "8", "--iterations", "3"];
    private readonly HostHarness _host = new();

    public RenderClipTests() => new ClipFolder(ImageCodecs.Default).Write(Path("brook"), DriftingBlobs.Draw(frames: 12, side: 16, blobs: 5), new Dictionary<string, string>());

    public void Dispose() => _host.Dispose();

    [Fact]
    public void The_folder_is_written_named_on_standard_output_and_measured_on_standard_error()
    {
        Assert.Equal(ExitCodes.Done, _host.Run(["render-clip", "brook/", .. Quick]));

        Assert.Equal(["brook-clip"], _host.OutputLines);
        Assert.Matches("^12 frames of 12×12; rendering takes about [0-9.]+ [kMG]B of memory$", _host.ErrorLines[0]);
        Assert.Matches("^style [0-9.]+ at the start, [0-9.]+ at the end; ", _host.ErrorLines[1]);
        Assert.Matches(@"^the example moves by \(-?\d, -?\d\) pixels a frame with correlation -?[0-9.]+, -?[0-9.]+ without a shift; the result moves by ", _host.ErrorLines[2]);
        Assert.Equal(Enumerable.Range(1, 12).Select(number => $"{number:000}.png"), Directory.GetFiles(Path("brook-clip")).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(2, Directory.GetFileSystemEntries(_host.WorkingDirectory).Length);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("2")]
    public void The_same_command_gives_the_same_bytes_with_a_record_of_how_they_were_made(string dimensions)
    {
        _host.Run(["render-clip", "brook", "-o", "a", "--threads", "1", "--dimensions", dimensions, .. Quick]);
        _host.Run(["render-clip", "brook", "-o", "b", "--threads", "3", "--dimensions", dimensions, .. Quick]);

        Assert.All(Directory.GetFiles(Path("a")), frame => Assert.Equal(File.ReadAllBytes(frame), File.ReadAllBytes(Path($"b/{System.IO.Path.GetFileName(frame)}"))));
        var record = JsonDocument.Parse(ImageCodecs.Default.Read(Path("a/001.png")).Texts["Comment"]).RootElement;
        Assert.Equal(("brook", dimensions, 64), (record.GetProperty("example").GetString(), record.GetProperty("dimensions").ToString(), record.GetProperty("sha256").GetString()!.Length));
    }

    [Fact]
    public void Json_is_an_object_whose_fields_are_documented_and_the_sheet_is_a_picture()
    {
        Assert.Equal(ExitCodes.Done, _host.Run(["render-clip", "brook", "-o", "out", "--sheet", "out.png", "--json", "--quiet", .. Quick]));

        var answer = JsonDocument.Parse(_host.Output).RootElement;
        Assert.Equal(Path("out"), answer.GetProperty("folder").GetString());
        Assert.Empty(_host.Error);
        var page = File.ReadAllText(System.IO.Path.Combine(TestData.Repository, "docs", "command-line.md"));
        Assert.All(answer.EnumerateObject().Concat(answer.GetProperty("motion").EnumerateObject()), field => Assert.Contains($"`{field.Name}`", page, StringComparison.Ordinal));
        Assert.True(ImageCodecs.Default.ReadHeader(Path("out.png")).Width > 1000);
    }

    [Theory]
    [InlineData("gone does not exist: name a folder of frames.", "gone")]
    [InlineData("cover.png is a file, but must be a folder of frames.", "cover.png")]
    [InlineData("brief has 2 frames, and at least 12 are needed.", "brief")]
    [InlineData("brook is a folder with something in it already: name another one.", "brook", "-o", "brook")]
    [InlineData("cover.png is a file: name a folder to write.", "brook", "-o", "cover.png")]
    [InlineData("no/out cannot be written: the folder around it does not exist, create it first.", "brook", "-o", "no/out")]
    [InlineData("no/out.png cannot be written: its folder does not exist, create it first.", "brook", "--sheet", "no/out.png")]
    [InlineData("--size is 8, but must be a whole number from 12 to 256.", "brook", "--size", "8")]
    [InlineData("--frames is many, but must be a whole number from 12 to 128.", "brook", "--frames", "many")]
    [InlineData("Rendering takes more memory than the 1 MB that are allowed: take fewer --filters, fewer --frames or a smaller --size, or allow more with --memory.", "brook", "--memory", "1MB")]
    public void What_is_wrong_is_a_sentence_before_anything_is_rendered(string sentence, params string[] arguments)
    {
        var clip = DriftingBlobs.Draw(frames: 2, side: 12);
        new ClipFolder(ImageCodecs.Default).Write(Path("brief"), clip, new Dictionary<string, string>());
        File.Copy(Path("brief/001.png"), Path("cover.png"));

        Assert.Equal(ExitCodes.Wrong, _host.Run(["render-clip", .. arguments]));

        Assert.Equal(sentence, _host.ErrorLines[0]);
        Assert.Empty(_host.Output);
    }

    [Fact]
    public void A_sheet_that_no_format_can_hold_is_refused_first()
    {
        Assert.Equal(ExitCodes.Wrong, _host.Run("render-clip", "brook", "--sheet", "out.txt"));

        Assert.StartsWith("out.txt cannot be written: the ending says which format to write", _host.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_interruption_leaves_nothing()
    {
        _host.Interrupt();

        Assert.Equal(ExitCodes.Interrupted, _host.Run(["render-clip", "brook", "-o", "out", .. Quick]));

        Assert.Single(Directory.GetFileSystemEntries(_host.WorkingDirectory));
    }

    private string Path(string name) => System.IO.Path.Combine(_host.WorkingDirectory, name);
}
