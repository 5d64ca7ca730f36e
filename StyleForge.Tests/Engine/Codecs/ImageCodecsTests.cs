using System.Text;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Formats;
using StyleForge.Tests.Engine.Codecs.Formats;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Codecs;

public sealed class ImageCodecsTests : IDisposable
{
    private readonly ImageCodecs _png = new([new PngCodec()]);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_known_by_its_contents_and_not_by_its_ending()
    {
        File.Copy(PngFixtures.PathOf("rgb8"), _folder.File("picture.jpg"));

        Assert.Equal("PNG", ImageCodecs.Default.ReadHeader(_folder.File("picture.jpg")).Format);
        Assert.Equal(PngFixtures.Samples("rgb8"), ImageCodecs.Default.Read(_folder.File("picture.jpg")).Samples);
    }

    [Theory]
    [InlineData("a.png", "PNG")]
    [InlineData("/x.y/A.PNG", "PNG")]
    [InlineData("a.tif", null)]
    [InlineData("png", null)]
    public void A_format_is_found_by_its_ending_whatever_its_case(string path, string? format) =>
        Assert.Equal(format, _png.ForExtension(path)?.Format);

    [Fact]
    public void The_endings_that_can_be_written_are_these() => Assert.Equal(
        [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".tif", ".tiff", ".bmp"], ImageCodecs.Default.WritableExtensions);

    [Fact]
    public void A_picture_is_written_whole_and_read_back()
    {
        var image = PngFixtures.Decode(PngFixtures.Bytes("rgba16"));

        _png.Write(_folder.File("a.png"), image);

        Assert.Equal(image.Samples, _png.Read(_folder.File("a.png")).Samples);
        Assert.Equal(["a.png"], _folder.Names);
    }

    [Fact]
    public void An_ending_without_a_format_lists_those_that_can_be_written()
    {
        var path = _folder.File("a.tif");

        var failure = Assert.Throws<ImageFileException>(() => _png.Write(path, new ImageData(1, 1, PixelFormat.Rgb, 8)));

        Assert.Equal($"{path} cannot be written: the ending says which format to write, and this build writes .png", failure.Message);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_picture_that_the_format_cannot_hold_leaves_no_file()
    {
        var image = new ImageData(1, 1, PixelFormat.Rgb, 8) { Texts = new Dictionary<string, string> { [""] = "x" } };

        var failure = Assert.Throws<ImageFileException>(() => _png.Write(_folder.File("a.png"), image));

        Assert.Contains("a.png cannot be written: cannot hold a text named «»", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_missing_file_a_folder_and_an_empty_file_have_their_sentences()
    {
        File.WriteAllBytes(_folder.File("empty.png"), []);

        Assert.Equal($"{_folder.File("none.png")} does not exist", Problem(_folder.File("none.png")));
        Assert.Equal($"{_folder.File("no/ne.png")} does not exist", Problem(_folder.File("no/ne.png")));
        Assert.Equal($"{_folder.Path} is a folder, but must be a file: name a file in it", Problem(_folder.Path));
        Assert.Equal($"{_folder.File("empty.png")} is empty (0 bytes): copy it again from where it came", Problem(_folder.File("empty.png")));
    }

    [Theory]
    [InlineData("a", "has only 1 byte, too few for a picture: copy it again from where it came")]
    [InlineData("\0\0\0", "has only 3 bytes, too few for a picture: copy it again from where it came")]
    [InlineData("RIFF1234", "has only 8 bytes, too few for a picture: copy it again from where it came")]
    [InlineData("BM", "begins as a BMP picture, but is truncated or damaged: copy it again from where it came")]
    [InlineData("\u0089PNG", "is truncated: it ends before its header")]
    [InlineData("\u0089PNG\r\n\u001a", "is truncated: it ends before its header")]
    [InlineData("\u0089PNG\n", "is damaged at its very start, as a PNG is that was transferred as text: transfer it again as binary")]
    [InlineData("GIF8", "begins as a GIF picture, but is truncated or damaged: copy it again from where it came")]
    public void The_first_bytes_of_a_picture_are_no_picture_of_another_kind(string bytes, string problem)
    {
        File.WriteAllBytes(_folder.File("a.png"), System.Text.Encoding.Latin1.GetBytes(bytes));

        Assert.Equal($"{_folder.File("a.png")} {problem}", Assert.Throws<ImageFileException>(() => ImageCodecs.Default.ReadHeader(_folder.File("a.png"))).Message);
    }

    [Fact]
    public void A_file_beyond_the_limit_is_not_read()
    {
        var path = PngFixtures.PathOf("rgb8");

        var failure = Assert.Throws<ImageFileException>(() => _png.Read(path, new ImageLimits(MaximumBytes: 99)));

        Assert.Equal($"{path} has {new FileInfo(path).Length} bytes, and at most 99 are allowed", failure.Message);
    }

    [Fact]
    public void A_broken_picture_is_named_with_its_fault()
    {
        File.WriteAllBytes(_folder.File("a.png"), PngFixtures.Bytes("rgb8")[..100]);

        Assert.StartsWith($"{_folder.File("a.png")} is truncated: ", Problem(_folder.File("a.png")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RIFF....WEBPVP8 ....", "a WebP picture")]
    [InlineData("GIF89a..........", "a GIF picture")]
    [InlineData("BM..............", "a BMP picture")]
    [InlineData("II*\0............", "a TIFF picture")]
    [InlineData("MM\0*............", "a TIFF picture")]
    [InlineData("\0\0\0\u0018ftypheic....", "a HEIC picture")]
    [InlineData("\0\0\0\u0018ftypmif1....", "a HEIC picture")]
    [InlineData("\0\0\0\u0018ftypavif....", "an AVIF picture")]
    [InlineData("\0\0\0\u0018ftypisom....", "a video or another ISO media file")]
    [InlineData("\u00FF\u00D8\u00FF\u00E0............", "a JPEG picture")]
    [InlineData("\0\0\0\u000CJXL \r\n\u0087\n", "a JPEG XL picture")]
    [InlineData("\u00FF\u000A..............", "a JPEG XL picture")]
    [InlineData("%PDF-1.7........", "a PDF document")]
    [InlineData("\r\n<!DOCTYPE html><html>", "a web page")]
    [InlineData("<?xml version='1.0'?><html>", "a web page")]
    [InlineData("<svg xmlns='x'>", "an SVG drawing")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "a Git LFS pointer and not the picture itself")]
    [InlineData("{ \"content\": 1 }", "a text file")]
    public void Another_kind_of_file_is_named_as_what_it_is(string start, string name)
    {
        var path = _folder.File("a.png");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(start));

        var how = name switch
        {
            "a HEIC picture" => ", as with 'heif-convert picture.heic picture.png'",
            "an AVIF picture" => ", as with 'avifdec picture.avif picture.png'",
            "a JPEG XL picture" => ", as with 'djxl picture.jxl picture.png'",
            _ => "",
        };
        Assert.Equal($"{path} is {name}; this build reads PNG: convert it first{how}", Problem(path));
    }

    [Fact]
    public void A_file_of_no_known_kind_is_refused()
    {
        var path = _folder.File("a.png");
        File.WriteAllBytes(path, [1, 2, 3, 4, 5, 6, 7, 8, 9]);

        Assert.Equal($"{path} is not a picture that this build knows; it reads PNG", Problem(path));
    }

    private string Problem(string path)
    {
        var failure = Assert.Throws<ImageFileException>(() => _png.ReadHeader(path));
        Assert.Equal(failure.Message, Assert.Throws<ImageFileException>(() => _png.Read(path)).Message);
        return failure.Message;
    }
}
