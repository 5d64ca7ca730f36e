using StyleForge.Engine.Clips;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Clips;

public sealed class ClipFolderTests : IDisposable
{
    private static readonly ClipFolder Folder = new(ImageCodecs.Default);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Frames_come_by_their_numbers_and_what_is_no_picture_is_passed_over()
    {
        Save("frame-9.png");
        Save("frame-10.bmp");
        Save("shot2-8.png");
        File.WriteAllText(Path("notes-7.txt"), "no frame");

        Assert.Equal(["shot2-8.png", "frame-9.png", "frame-10.bmp"], Folder.Frames(_folder.Path).Select(System.IO.Path.GetFileName));
    }

    [Theory]
    [InlineData("has no number that says where it belongs: frames are pictures named by their numbers, such as 001.png", "1.png", "cover.png")]
    [InlineData("follows 1.png, but frames are numbered one after the other without gaps: number them anew", "1.png", "3.png")]
    [InlineData("follows 01.png, but frames are numbered one after the other without gaps: take one of both away", "01.png", "1.png")]
    [InlineData("holds no pictures: frames are pictures named by their numbers, such as 001.png")]
    public void Frames_that_are_not_numbered_in_a_row_are_told(string problem, params string[] names)
    {
        foreach (var name in names)
        {
            Save(name);
        }

        Assert.Equal(problem, Assert.Throws<ImageFileException>(() => Folder.Frames(_folder.Path)).Problem);
    }

    [Fact]
    public void A_folder_that_is_missing_or_a_file_is_told()
    {
        Save("1.png");

        Assert.Equal("does not exist: name a folder of frames", Assert.Throws<ImageFileException>(() => Folder.Frames(Path("gone"))).Problem);
        Assert.Equal("is a file, but must be a folder of frames", Assert.Throws<ImageFileException>(() => Folder.Frames(Path("1.png"))).Problem);
    }

    [Fact]
    public void Large_frames_are_made_smaller_and_small_ones_are_kept()
    {
        Save("1.png", width: 40, height: 20);
        Save("2.png", width: 40, height: 20);

        Assert.Equal((2, 10, 20), Extents(Read(side: 10).Clip));
        Assert.Equal((2, 20, 40), Extents(Read(side: 64).Clip));
        Assert.Equal(64, Read(side: 10).Sha256.Length);
    }

    [Fact]
    public void Frames_of_several_sizes_and_transparent_ones_are_told()
    {
        Save("1.png");
        Save("2.png", width: 7);
        Assert.Equal("has 7×6 pixels, and 1.png has 8×6: frames of a clip have one size", Assert.Throws<ImageFileException>(() => Read(64)).Problem);

        ImageCodecs.Default.Write(Path("2.png"), new Picture(8, 6, alpha: new float[48]).ToImageData());
        Assert.Equal("is transparent: lay the frames on a colour first", Assert.Throws<ImageFileException>(() => Read(64)).Problem);
    }

    [Fact]
    public void What_is_written_comes_back_with_its_texts()
    {
        var clip = DriftingBlobs.Draw(frames: 11, side: 12);
        Directory.CreateDirectory(Path("out"));

        Folder.Write(Path("out"), clip, new Dictionary<string, string> { ["Comment"] = "made here" });

        Assert.Equal(["out"], Directory.GetFileSystemEntries(_folder.Path).Select(System.IO.Path.GetFileName));
        Assert.Equal("made here", ImageCodecs.Default.Read(System.IO.Path.Combine(Path("out"), "011.png")).Texts["Comment"]);
        using var workers = new WorkerPool(1);
        var back = Folder.Read(Folder.Frames(Path("out")), 64, workers, CancellationToken.None).Clip;
        Assert.All(clip.Samples.Zip(back.Samples), pair => Assert.InRange(pair.First - pair.Second, -0.003f, 0.003f));
    }

    [Fact]
    public void A_folder_that_was_filled_in_the_meantime_is_kept_and_nothing_is_left_beside_it()
    {
        Directory.CreateDirectory(Path("out"));
        Save("out/kept.png");

        var refusal = Assert.Throws<ImageFileException>(() => Folder.Write(Path("out"), DriftingBlobs.Draw(2, 8), new Dictionary<string, string>()));

        Assert.StartsWith("cannot be written: ", refusal.Problem, StringComparison.Ordinal);
        Assert.Equal([Path("out/kept.png")], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.Equal("is a folder with something in it already: name another one", ClipFolder.Problem(Path("out")));
    }

    [Fact]
    public void The_sheet_shows_eight_frames_in_a_row_and_every_pixel_as_a_square()
    {
        var clip = DriftingBlobs.Draw(frames: 9, side: 64);

        var sheet = ClipSheet.Draw([("example", clip), ("result", clip)]);

        // The second frame begins after a margin of 14, a frame of 2 × 64 and a gap of 4; titles take 20 or so.
        var (frame, top) = (clip.Frame(1), Enumerable.Range(14, 40).First(y => sheet.Plane(0)[(y * sheet.Width) + 14] < 0.95f && sheet.Plane(0)[(y * sheet.Width) + 14 + 132] < 0.95f));
        Assert.Equal((8 * 132) - 4 + 28, sheet.Width);
        Assert.All([(0, 0), (31, 5), (63, 63)], at => Assert.All(
            [0, 1], part => Assert.Equal(frame.Plane(1)[(at.Item2 * 64) + at.Item1], sheet.Plane(1)[((top + (2 * at.Item2) + part) * sheet.Width) + 146 + (2 * at.Item1) + part])));
    }

    private static (int Frames, int Height, int Width) Extents(Clip clip) => (clip.Frames, clip.Height, clip.Width);

    private (Clip Clip, string Sha256) Read(int side)
    {
        using var workers = new WorkerPool(1);
        return Folder.Read(Folder.Frames(_folder.Path), side, workers, CancellationToken.None);
    }

    private void Save(string name, int width = 8, int height = 6) => ImageCodecs.Default.Write(Path(name), new Picture(width, height).ToImageData());

    private string Path(string name) => System.IO.Path.Combine(_folder.Path, name);
}
