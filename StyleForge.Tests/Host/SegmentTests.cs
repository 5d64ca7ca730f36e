using System.Globalization;
using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Models.Networks;
using StyleForge.Models.Volumes;
using StyleForge.Models.Weights;
using StyleForge.Tests.Models.Volumes;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class SegmentTests : IDisposable
{
    private readonly HostHarness _host = new();

    public SegmentTests()
    {
        using var weights = SeededWeights.Make(MeshNet.FiveChannels, 8);
        WeightFile.Write(Path.Combine(_host.WorkingDirectory, "meshnet5.safetensors"), weights);
        _host.Variables["STYLEFORGE_WEIGHTS"] = _host.WorkingDirectory;
        Save("head.nii.gz", Head());
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Labels_lie_on_the_voxels_of_the_volume_and_the_table_counts_them()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("segment", "head.nii.gz", "-o", "labels.nii.gz", "--slices", "slices.png", "--keep-all"));

        var labels = NiftiReader.Read(Path.Combine(_host.WorkingDirectory, "labels.nii.gz"));
        Assert.Equal((20, 24, 22), (labels.Width, labels.Height, labels.Depth));
        Assert.Equal(Head().Rows, labels.Orientation.Rows);
        var counts = labels.Slices.SelectMany(slice => slice).CountBy(label => (int)label).ToDictionary();
        Assert.Equal(["label", "1", "2", "together"], _host.OutputLines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));
        string[] row = _host.OutputLines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(counts.GetValueOrDefault(1), int.Parse(row[^2].Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture));

        // A voxel is 2 mm³.
        Assert.Equal(counts.GetValueOrDefault(1) * 0.002, double.Parse(row[^1], CultureInfo.InvariantCulture), 0.051);
        Assert.True(ImageCodecs.Default.ReadHeader(Path.Combine(_host.WorkingDirectory, "slices.png")).Width > 100);
        Assert.Contains("resampled to 1 mm", _host.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal(["Written: labels.nii.gz", "Written: slices.png"], _host.ErrorLines[2..4]);
    }

    [Fact]
    public void Too_little_memory_is_refused_with_what_there_is()
    {
        Assert.Equal(ExitCodes.Wrong, _host.Run("segment", "head.nii.gz", "--memory", "100000", "-o", "labels.nii"));

        Assert.StartsWith("meshnet5 does not fit 0.1 MB even in its smallest blocks: give it more with --memory", Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_host.WorkingDirectory, "labels.nii")));
    }

    [Fact]
    public void Json_is_an_object_whose_fields_are_documented()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("segment", "head.nii.gz", "--json"));

        Assert.Empty(_host.Error);
        var answer = JsonDocument.Parse(_host.Output).RootElement;
        Assert.Equal("20×24×22", answer.GetProperty("voxels").GetString());
        Assert.Equal(2, answer.GetProperty("voxelVolume").GetDouble(), 1e-6);
        Assert.Equal(20 * 24 * 22, answer.GetProperty("labels").EnumerateArray().Sum(label => label.GetProperty("voxels").GetInt64()));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("output").ValueKind);
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "command-line.md"));
        Assert.All(answer.EnumerateObject(), field => Assert.Contains($"`{field.Name}`", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-o", "labels.txt", "--output is labels.txt, but must end in .nii, or in .nii.gz for a packed file.")]
    [InlineData("--slices", "slices.doc", "--slices is slices.doc, but must end in one of ")]
    [InlineData("-o", "none/labels.nii", "none/labels.nii cannot be written: the folder ")]
    [InlineData("-o", "head.nii.gz", "head.nii.gz is the volume itself: give what is written another name.")]
    [InlineData("--network", "meshnet6", "--network is meshnet6, but must be one of meshnet5, meshnet11, meshnet20.")]
    public void Wrong_outputs_are_refused_before_anything_is_computed(string option, string value, string sentence)
    {
        Assert.Equal(ExitCodes.Wrong, _host.Run("segment", "head.nii.gz", option, value));

        Assert.StartsWith(sentence, _host.Error, StringComparison.Ordinal);
        Assert.Empty(_host.Output);
    }

    [Fact]
    public void Wrong_volumes_are_one_sentence()
    {
        _host.Write("letter.nii", "Dear all");
        Save("series.nii", new NiftiBytes { Dimensions = [4, 4, 3, 2, 5, 1, 1, 1] });

        Assert.Equal(ExitCodes.Wrong, _host.Run("segment", "letter.nii"));
        Assert.Equal(ExitCodes.Wrong, _host.Run("segment", "series.nii"));
        Assert.Equal(ExitCodes.Wrong, _host.Run("segment", "gone.nii"));

        string Full(string name) => Path.Combine(_host.WorkingDirectory, name);
        Assert.Equal(
            [$"{Full("letter.nii")} is no volume of NIfTI-1 (.nii or .nii.gz).", $"{Full("series.nii")} is a series of 5 volumes, but one is needed: take one out of it.", $"{Full("gone.nii")} does not exist."],
            _host.ErrorLines);
    }

    [Fact]
    public void A_file_that_does_not_say_where_is_left_is_told_of()
    {
        var head = Head();
        head.AffineCode = 0;
        Save("bare.nii", head);

        Assert.Equal(ExitCodes.Done, _host.Run("segment", "bare.nii"));
        Assert.Contains("The file does not say how the patient lies in it", _host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interruption_ends_it_and_nothing_is_written()
    {
        _host.Interrupt();

        Assert.Equal(ExitCodes.Interrupted, _host.Run("segment", "head.nii.gz", "-o", "labels.nii"));
        Assert.False(File.Exists(Path.Combine(_host.WorkingDirectory, "labels.nii")));
    }

    private void Save(string name, NiftiBytes file) => File.WriteAllBytes(
        Path.Combine(_host.WorkingDirectory, name), name.EndsWith(".gz", StringComparison.Ordinal) ? NiftiBytes.Pack(file.Make()) : file.Make());

    // A ball in air, of voxels of 1 by 1 by 2 mm.
    private static NiftiBytes Head() => new()
    {
        Dimensions = [3, 20, 24, 22, 1, 1, 1, 1],
        Rows = [-1, 0, 0, 10, 0, 0, 2, 20, 0, -1, 0, 30],
        Voxels =
        [
            .. from z in Enumerable.Range(0, 22)
               from y in Enumerable.Range(0, 24)
               from x in Enumerable.Range(0, 20)
               let distance = Math.Sqrt(Math.Pow(x - 10, 2) + Math.Pow(y - 12, 2) + Math.Pow(z - 11, 2))
               select (byte)(distance < 9 ? 100 + (((x * 7) + (y * 5) + (z * 3)) % 120) : 0),
        ],
    };
}
