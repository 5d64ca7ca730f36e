using System.Runtime.Versioning;
using StyleForge.Engine.Codecs;
using StyleForge.Tests.Engine.Codecs.Formats;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>
/// What would make a job fail is known before its first iteration: in <c>check</c>, in a dry run and at the start of a batch, by
/// the same sentence, and nothing is left of having looked.
/// </summary>
public sealed class KnownBeforeTests : IDisposable
{
    private const string Quick = "\"size\": 48, \"minimumSize\": 48, \"firstIterations\": 1";
    private static readonly string LongName = new('d', 300);

    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    public static TheoryData<string, string> OutputsThatCannotBeMade => new()
    {
        { $"{LongName}/a.png", "its path, or the name of a folder in it, is longer than this disk allows" },
        { $"new/{LongName}/deeper/a.png", "its path, or the name of a folder in it, is longer than this disk allows" },
        { string.Join('/', Enumerable.Repeat(new string('d', 200), 25)) + "/a.png", "its path, or the name of a folder in it, is longer than this disk allows" },
        { "content.png/a.png", "content.png\", which is a file and no folder" },
        { "content.png/deeper/a.png", "content.png\", which is a file and no folder" },
        { "kept.png", "is there already and read-only" },
        { "folder.png", "is a folder" },
    };

    [Theory]
    [MemberData(nameof(OutputsThatCannotBeMade))]
    public void An_output_that_cannot_be_made(string output, string sentence)
    {
        _studio.Draw("kept.png", 8, 8, (_, _) => (1, 2, 3));
        File.SetAttributes(_studio.File("kept.png"), FileAttributes.ReadOnly);
        Directory.CreateDirectory(_studio.File("folder.png"));
        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": ["style.png"], {{Quick}}, "output": "{{output}}" }""");

        RefusedEverywhere([sentence], "--output-root", ".");
        File.SetAttributes(_studio.File("kept.png"), FileAttributes.Normal);
    }

    [LinuxFact("/proc, a folder that not even an administrator can write to")]
    public void A_folder_that_takes_no_files()
    {
        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": ["style.png"], {{Quick}} }""");

        RefusedEverywhere(["The output \"job.png\" cannot be written: nothing can be made in \"/proc\""], "--output-root", "/proc/nowhere/deep");
    }

    [PermissionFact]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_without_permission()
    {
        Directory.CreateDirectory(_studio.File("locked"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": ["style.png"], {{Quick}} }""");

        RefusedEverywhere(["there is no permission to write in"], "--output-root", "locked/deeper");
    }

    [Fact]
    public void An_output_whose_folders_are_new_leaves_none_behind()
    {
        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": ["style.png"], {{Quick}}, "output": "a/b/c.png" }""");

        Assert.True(_studio.Run("check", "job.json") == 0, _studio.Error);
        Assert.True(_studio.Run("batch", "job.json", "--dry-run") == 0, _studio.Error);

        Assert.Equal(["content.png", "job.json", "style.png"], _studio.Files);
        Assert.False(Directory.Exists(_studio.File("output")));
    }

    [Fact]
    public void A_picture_whose_pixels_cannot_be_decoded()
    {
        File.WriteAllBytes(_studio.File("odd.jpg"), WholeButUndecodable());
        _studio.Write("job.json", $$"""{ "version": 1, "content": "odd.jpg", "styles": ["style.png"], {{Quick}} }""");
        RefusedEverywhere(["job.json:1: content: The content picture \"odd.jpg\""]);

        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": [{ "image": "style.png", "mask": "odd.jpg" }], {{Quick}} }""");
        RefusedEverywhere(["job.json:1: styles[0].mask: The mask \"odd.jpg\""]);

        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": ["style.png"], {{Quick}}, "start": "file", "startImage": "odd.jpg" }""");
        RefusedEverywhere(["job.json:1: startImage: The picture to start from \"odd.jpg\""]);
    }

    [Fact]
    public void A_mask_without_white()
    {
        _studio.Draw("mask.png", 8, 8, (_, _) => (0, 0, 0));
        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": [{ "image": "style.png", "mask": "mask.png" }], {{Quick}}, "seed": [1, 2] }""");

        RefusedEverywhere(["mask.png is black all over, so its style would go nowhere"]);
        Assert.Equal(3, Lines("black all over").Count()); // One a command.
    }

    [Fact]
    public void A_weight_file_that_is_a_picture()
    {
        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": ["style.png"], {{Quick}}, "seed": [1, 2], "weightsFile": "style.png" }""");

        RefusedEverywhere(["job.json:1: weightsFile: ", "style.png"]);
        Assert.Equal(3, Lines("weightsFile").Count()); // One a command.
    }

    [Fact]
    public void Published_weights_that_are_something_else()
    {
        const string file = ".local/share/styleforge/weights/vgg19.pth";
        _studio.Write(file, "<!DOCTYPE html><html><head><title>Not found</title></head></html>");
        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": ["style.png"], {{Quick}}, "network": "vgg19" }""");

        RefusedEverywhere(["job.json:1: network: ", "vgg19.pth", "web page"]);
    }

    [Fact]
    public void Weights_that_end_before_a_layer_of_the_job()
    {
        Assert.True(_studio.Run("weights", "export", "forge-vgg", "short.safetensors") == 0, _studio.Error);
        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": ["style.png"], {{Quick}}, "network": "vgg16", "weightsFile": "short.safetensors", "styleLayers": "relu5_3", "padding": "zero" }""");

        RefusedEverywhere(["job.json:1: weightsFile: ", "short.safetensors", "relu5_3"]);
    }

    [Fact]
    public void Weights_that_are_not_on_this_machine_are_told_together_with_everything_else()
    {
        _studio.Write("job.json", $$"""{ "version": 1, "content": "nowhere.png", "styles": ["style.png"], {{Quick}}, "network": "vgg19" }""");

        RefusedEverywhere(["weights pull vgg19", "\"nowhere.png\" does not exist"]);
    }

    [Fact]
    public void A_picture_that_does_not_fit_into_the_memory()
    {
        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": ["style.png"], {{Quick}} }""");

        RefusedEverywhere(["The level of 64×64 with its margin needs ", "but 1 MB are allowed: raise --memory, or lower size."], "--memory", "1MB");

        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": ["style.png"], {{Quick}}, "seed": [1, 2] }""");
        RefusedEverywhere(["but 1 MB are allowed for each of 2 at once: raise --memory, or lower size or --parallel."], "--memory", "2MB", "--parallel", "2", "--threads", "2");
    }

    [Fact]
    public void A_picture_that_does_not_fit_is_refused_by_its_header_alone()
    {
        // 196 million pixels in a few kilobytes: decoded they take gigabytes.
        const int side = 14_000;
        File.WriteAllBytes(_studio.File("huge.png"), PngBuilder.Of(side, side, 1, 0, new byte[side * (1 + ((side + 7) / 8))]).ToBytes());
        _studio.Write("job.json", $$"""{ "version": 1, "content": "huge.png", "styles": ["style.png"], {{Quick}} }""");

        var before = GC.GetTotalAllocatedBytes();
        RefusedEverywhere(["2.4 GB of memory", "but 500 MB are allowed: raise --memory, or take smaller pictures, which alone need 2.4 GB."], "--memory", "500MB");
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 400_000_000);
    }

    [Fact]
    public void Everything_at_once_across_kinds()
    {
        File.WriteAllBytes(_studio.File("half.jpg"), HalfAJpeg());
        _studio.Write("job.json", $$"""
            {
              "version": 1,
              "content": "half.jpg",
              "styles": ["style.png"],
              "weightsFile": "style.png",
              "optimiser": "newton",
              "styleLayers": ["relu9_1", "relu1_1:-3"],
              "output": "content.png/../../x.gif"
            }
            """);

        RefusedEverywhere([
            "job.json:3: content: The content picture \"half.jpg\" is truncated",
            "job.json:6: optimiser: optimiser is \"newton\"",
            "job.json:7: styleLayers: styleLayers is \"relu9_1,relu1_1:-3\", but the weight of relu1_1 must be a number above 0.",
            "job.json:7: styleLayers: styleLayers names \"relu9_1\", which forge-vgg does not have",
            "job.json:8: output: The output \"content.png/../../x.gif\" ends in \".gif\"",
            "job.json:8: output: The output \"content.png/../../x.gif\" lies outside the output folder",
        ]);

        _studio.Write("job.json", $$"""
            {
              "version": 1,
              "content": "half.jpg",
              "styles": ["style.png"],
              "weightsFile": "style.png",
              "output": "{{LongName}}/x.png"
            }
            """);
        RefusedEverywhere(["job.json:3: content: ", "job.json:5: weightsFile: ", "job.json:6: output: "]);
    }

    [Fact]
    public void An_output_and_the_memory_at_once()
    {
        _studio.Write("job.json", $$"""{ "version": 1, "content": "content.png", "styles": ["style.png"], {{Quick}}, "output": "{{LongName}}/x.png" }""");

        RefusedEverywhere(["is longer than this disk allows", "but 1 MB are allowed"], "--memory", "1MB");
    }

    [Fact]
    public void A_job_that_cannot_be_made_does_not_keep_the_others_from_running()
    {
        _studio.Write("jobs/a.json", $$"""{ "version": 1, "content": "../content.png", "styles": ["../style.png"], {{Quick}}, "output": "{{LongName}}/a.png" }""");
        _studio.Write("jobs/b.json", $$"""{ "version": 1, "content": "../content.png", "styles": ["../style.png"], {{Quick}} }""");

        Assert.Equal(ExitCodes.JobFailed, _studio.Run("batch", "jobs"));

        Assert.Contains("output/b.png", _studio.Files);
    }

    private IEnumerable<string> Lines(string word) => _studio.Error.Split('\n').Where(line => line.Contains(word, StringComparison.Ordinal));

    private void RefusedEverywhere(string[] sentences, params string[] options)
    {
        var files = _studio.Files.ToList();
        foreach (var command in (string[][])[["check", "job.json"], ["batch", "job.json", "--dry-run"], ["batch", "job.json", "--json"]])
        {
            var told = _studio.Error.Length;

            Assert.Equal(ExitCodes.Wrong, _studio.Run([.. command, .. options]));

            Assert.All(sentences, sentence => Assert.Contains(sentence, _studio.Error[told..], StringComparison.Ordinal));
            Assert.DoesNotContain("   at ", _studio.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("\"event\":\"level\"", _studio.Output, StringComparison.Ordinal);
            Assert.Equal(files, _studio.Files);
        }
    }

    private byte[] HalfAJpeg()
    {
        var image = new ImageData(64, 64, PixelFormat.Rgb, 8);
        new Random(1).NextBytes(image.Samples);
        ImageCodecs.Default.Write(_studio.File("whole.jpg"), image);
        var whole = File.ReadAllBytes(_studio.File("whole.jpg"));
        File.Delete(_studio.File("whole.jpg"));
        return whole[..(whole.Length / 2)];
    }

    // A JPEG whose structure is right from end to end, and whose pixels no decoder makes sense of: the first that turns up.
    private byte[] WholeButUndecodable()
    {
        var image = new ImageData(64, 64, PixelFormat.Rgb, 8);
        new Random(1).NextBytes(image.Samples);
        ImageCodecs.Default.Write(_studio.File("whole.jpg"), image);
        var whole = File.ReadAllBytes(_studio.File("whole.jpg"));
        File.Delete(_studio.File("whole.jpg"));
        for (var position = 0; position < whole.Length; position++)
        {
            foreach (var value in (byte[])[0, 0x7F, 0xFE])
            {
                byte[] damaged = [.. whole];
                damaged[position] = value;
                if (IsRead(() => ImageCodecs.Default.Codecs[1].ReadHeader(damaged, ImageLimits.Default))
                    && !IsRead(() => ImageCodecs.Default.Codecs[1].Decode(damaged, ImageLimits.Default)))
                {
                    return damaged;
                }
            }
        }

        throw new InvalidOperationException("Whatever is whole can be decoded: the test has lost its subject.");
    }

    private static bool IsRead(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (ImageFormatException)
        {
            return false;
        }
    }
}
