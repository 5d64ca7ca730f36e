using StyleForge.Engine.Codecs;
using StyleForge.Models.Files;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>What people do wrong, and what disks do: one clear sentence, the right exit code, and no stray file.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly string[] Untouched = ["content.png", "style.png"];

    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public void A_missing_content_is_named()
    {
        Refused(2, ["no.png", "does not exist"], "render", "no.png", "--style", "style.png", "-o", "a.png");
        Assert.Equal(Untouched, _studio.Files);
    }

    [Fact]
    public void A_folder_in_place_of_a_picture_is_named()
    {
        Directory.CreateDirectory(_studio.File("pictures"));

        Refused(2, ["pictures", "folder"], "render", "pictures", "--style", "style.png", "-o", "a.png");
        Assert.Equal(Untouched, _studio.Files);
    }

    [Fact]
    public void An_empty_file_is_named()
    {
        _studio.Write("empty.png", "");

        Refused(2, ["empty.png", "empty"], "render", "content.png", "--style", "empty.png", "-o", "a.png");
    }

    [Fact]
    public void A_web_page_that_calls_itself_a_picture_is_named_for_what_it_is()
    {
        _studio.Write("style.jpg", "<!DOCTYPE html><html><body>404</body></html>");

        Refused(2, ["style.jpg", "web page"], "render", "content.png", "--style", "style.jpg", "-o", "a.png");
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    public void A_truncated_picture_is_found_out_and_nothing_is_written(string ending)
    {
        var image = new ImageData(64, 64, PixelFormat.Rgb, 8);
        new Random(1).NextBytes(image.Samples);
        ImageCodecs.Default.Write(_studio.File("whole" + ending), image);
        File.WriteAllBytes(_studio.File("half" + ending), File.ReadAllBytes(_studio.File("whole" + ending))[..3000]);

        var exit = _studio.Render("a.png", "--style", "half" + ending);

        Assert.True(exit is 1 or 2, $"The exit code is {exit}.");
        Assert.Contains("half" + ending, _studio.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_studio.Files, file => file.StartsWith("a.", StringComparison.Ordinal) || file.Contains("styleforge-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_picture_of_one_pixel_is_too_small_for_the_network()
    {
        _studio.Draw("dot.png", 1, 1, (_, _) => (1, 2, 3));

        Refused(2, ["dot.png", "1×1"], "render", "dot.png", "--style", "style.png", "-o", "a.png");
    }

    [Fact]
    public void A_picture_that_claims_to_be_enormous_is_refused_before_memory_is_taken()
    {
        var file = File.ReadAllBytes(_studio.File("content.png"));
        (file[16], file[17], file[18], file[19]) = (0x00, 0x00, 0xF0, 0x00);
        (file[20], file[21], file[22], file[23]) = (0x00, 0x00, 0xF0, 0x00);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc(file.AsSpan(12, 17)));
        File.WriteAllBytes(_studio.File("huge.png"), file);

        Refused(2, ["huge.png", "61440"], "render", "huge.png", "--style", "style.png", "-o", "a.png");
    }

    [Fact]
    public void A_style_equal_to_the_content_is_a_mistake() =>
        Refused(2, ["style", "content"], "render", "content.png", "--style", "content.png", "-o", "a.png");

    [Fact]
    public void An_output_that_would_replace_an_input_is_refused()
    {
        Refused(2, ["content.png"], "render", "content.png", "--style", "style.png", "-o", "content.png");
        Assert.Equal(Untouched, _studio.Files);
    }

    [Fact]
    public void An_output_in_an_unknown_format_is_refused_with_those_there_are() =>
        Refused(2, ["a.gif", ".png", ".jpg", ".webp"], "render", "content.png", "--style", "style.png", "-o", "a.gif");

    [Fact]
    public void All_problems_of_a_job_file_are_told_at_once_with_their_lines()
    {
        _studio.Write("job.json", """
            {
              "version": 1,
              "content": "content.png",
              "styles": [{ "image": "style.png", "wieght": 1 }],
              "size": "large",
              "styleWeight": -3,
              "colors": "content"
            }
            """);

        Refused(2, ["job.json:4", "wieght", "weight", "job.json:5", "large", "job.json:6", "-3", "job.json:7", "colour"], "check", "job.json");
    }

    [Fact]
    public void A_job_file_that_is_no_JSON_is_refused_with_its_line()
    {
        _studio.Write("job.json", "{\n  \"version\": 1,\n  \"content\": content.png\n}");

        Refused(2, ["job.json:3"], "batch", "job.json");
    }

    [LinuxFact("/proc, a folder that not even an administrator can write to")]
    public void A_folder_that_cannot_be_written_is_refused_in_one_sentence()
    {
        Refused(2, ["The output \"/proc/styleforge/a.png\" cannot be written: nothing can be made in \"/proc\": give another path."],
            "render", "content.png", "--style", "style.png", "-o", "/proc/styleforge/a.png");
        Assert.Equal(Untouched, _studio.Files);
    }

    [LinuxFact("/dev/full, the disk that is always full")]
    public void A_full_disk_fails_the_job_in_one_sentence_and_leaves_nothing()
    {
        var failure = Assert.Throws<FileWriteException>(() => AtomicFile.Write(_studio.File("a.png"), stream =>
        {
            stream.WriteByte(1);
            using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
            full.Write(new byte[1 << 16]);
            full.Flush(flushToDisk: true);
        }));

        Assert.Contains("a.png cannot be written: the disk is full", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_studio.Files, file => file.StartsWith("a.", StringComparison.Ordinal) || file.Contains("styleforge-", StringComparison.Ordinal));
    }

    [Fact]
    public void One_bad_job_does_not_stop_the_others()
    {
        const string settings = "\"size\": 48, \"minimumSize\": 48, \"firstIterations\": 2";
        _studio.Write("jobs/a.json", $$"""{ "version": 1, "content": "../content.png", "styles": ["../style.png"], {{settings}} }""");
        _studio.Write("jobs/b.json", $$"""{ "version": 1, "content": "../missing.png", "styles": ["../style.png"], {{settings}} }""");
        _studio.Write("jobs/c.json", $$"""{ "version": 1, "content": "../content.png", "styles": ["../style.png"], {{settings}} }""");

        Assert.Equal(1, _studio.Run("batch", "jobs"));
        Assert.Contains("missing.png", _studio.Error, StringComparison.Ordinal);
        Assert.Contains("output/a.png", _studio.Files);
        Assert.Contains("output/c.png", _studio.Files);
        Assert.DoesNotContain("output/b.png", _studio.Files);
    }

    [Fact]
    public void A_job_file_may_not_read_outside_of_its_roots()
    {
        _studio.Write("job.json", """{ "version": 1, "content": "/etc/passwd", "styles": ["style.png"] }""");

        Refused(2, ["/etc/passwd"], "check", "job.json");
    }

    [Fact]
    public void An_empty_folder_is_nothing_to_do()
    {
        Directory.CreateDirectory(_studio.File("jobs"));

        Assert.Equal(3, _studio.Run("batch", "jobs"));
    }

    [Fact]
    public void The_record_that_a_render_writes_is_no_job_of_its_folder()
    {
        Assert.True(_studio.Render("a.png", "--first-iterations", "1") == 0, _studio.Error);
        Assert.Contains("a.png.json", _studio.Files);

        Assert.Equal(3, _studio.Run("check", "."));
    }

    [Fact]
    public void An_interruption_writes_nothing_and_says_so()
    {
        _studio.InterruptWhen(line => line.Contains("level 1/", StringComparison.Ordinal));

        Assert.Equal(130, _studio.Render("a.png", "--first-iterations", "2000"));
        Assert.Equal(Untouched, _studio.Files);
    }

    [Fact]
    public void Weights_that_are_not_on_this_machine_say_where_to_get_them()
    {
        var exit = _studio.Render("a.png", "--network", "vgg19");

        Assert.True(exit is 1 or 2, $"The exit code is {exit}.");
        Assert.Contains("weights pull vgg19", _studio.Error, StringComparison.Ordinal);
        Assert.Equal(Untouched, _studio.Files);
    }

    [Fact]
    public void Weights_that_are_a_web_page_are_named_for_what_they_are()
    {
        _studio.Write("vgg19.pth", "<!DOCTYPE html><html><head><title>Not found</title></head></html>");

        var exit = _studio.Render("a.png", "--network", "vgg19", "--weights", "vgg19.pth");

        Assert.True(exit is 1 or 2, $"The exit code is {exit}.");
        Assert.Contains("web page", _studio.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_missing_are_told_before_the_first_picture_is_begun()
    {
        const string settings = "\"size\": 48, \"minimumSize\": 48, \"firstIterations\": 1";
        _studio.Write("jobs/a.json", $$"""{ "version": 1, "content": "../content.png", "styles": ["../style.png"], {{settings}} }""");
        _studio.Write("jobs/b.json", $$"""{ "version": 1, "content": "../content.png", "styles": ["../style.png"], {{settings}}, "network": "vgg19" }""");

        Assert.Equal(1, _studio.Run("batch", "jobs"));

        Assert.InRange(_studio.Error.IndexOf("weights pull vgg19", StringComparison.Ordinal), 0, _studio.Error.IndexOf("level 1/1", StringComparison.Ordinal));
        Assert.Contains("output/a.png", _studio.Files);
    }

    [Fact]
    public void A_mask_without_white_is_named()
    {
        _studio.Draw("mask.png", 8, 8, (_, _) => (0, 0, 0));
        _studio.Write("job.json", """{ "version": 1, "content": "content.png", "styles": [{ "image": "style.png", "mask": "mask.png" }] }""");

        Refused(2, ["mask.png is black all over"], "batch", "job.json", "--size", "48");
        Assert.DoesNotContain(_studio.Files, file => file.StartsWith("output/", StringComparison.Ordinal));
    }

    [Fact]
    public void A_picture_too_small_for_reflection_is_refused_before_anything_runs()
    {
        _studio.Draw("small.png", 24, 24, (x, y) => (x * 10, y * 10, 9));

        string[] command = ["render", "small.png", "--style", "style.png", "--style-layers", "relu5_1", "--size", "24", "--first-iterations", "1", "-o", "a.png"];
        Refused(2, ["small.png", "24×24", "at least 32×32"], [.. command, "--padding", "reflect"]);
        Assert.True(_studio.Run([.. command, "--padding", "zero"]) == 0, _studio.Error);
    }

    [Fact]
    public void A_record_that_cannot_be_written_leaves_no_picture_either()
    {
        Directory.CreateDirectory(_studio.File("a.png.json"));

        Refused(2, ["a.png.json", "folder"], "render", "content.png", "--style", "style.png", "-o", "a.png");
        Assert.Equal(Untouched, _studio.Files);
    }

    [Fact]
    public void A_colour_profile_that_cannot_be_honoured_is_told()
    {
        ImageCodecs.Default.Write(_studio.File("odd.png"), new ImageData(48, 48, PixelFormat.Rgb, 8) { Colour = new ColourFacts(new byte[200]) });

        Assert.True(_studio.Render("a.png", "--style", "odd.png") == 0, _studio.Error);
        Assert.Contains("odd.png has a broken colour profile", _studio.Error, StringComparison.Ordinal);
    }

    private void Refused(int exitCode, string[] words, params string[] command)
    {
        Assert.Equal(exitCode, _studio.Run(command));
        Assert.All(words, word => Assert.Contains(word, _studio.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", _studio.Error, StringComparison.Ordinal);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
            }
        }

        return ~crc;
    }
}
