using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;

namespace StyleForge.Tests.Host;

public sealed class FiltersTests : IDisposable
{
    private readonly HostHarness _host = new();

    public FiltersTests()
    {
        // Dark on the left, light on the right.
        var image = new ImageData(20, 12, PixelFormat.Rgb, 8);
        for (var i = 0; i < image.Samples.Length; i++)
        {
            image.Samples[i] = (byte)(i / 3 % 20 < 10 ? 40 : 200);
        }

        ImageCodecs.Default.Write(Path.Combine(_host.WorkingDirectory, "town.png"), image);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void An_upright_edge_is_seen_by_its_filter_and_not_by_the_other()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("filters", "town.png", "-o", "vertical.png", "--filter", "vertical"));
        Assert.Equal(["vertical.png"], _host.OutputLines);
        Assert.StartsWith("Differences are shown around middle grey, multiplied by ", Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, _host.Run("filters", "town.png", "-o", "horizontal.png", "--filter", "horizontal"));

        // It grows light to the right, which the matrix calls negative.
        var row = Read("vertical.png").Plane(0)[..20].ToArray();
        Assert.True(row[9] < 0.01 && row[10] < 0.01, string.Join(' ', row));
        Assert.All(row.Where((_, x) => x is not (9 or 10)), sample => Assert.Equal(0.5, sample, 0.003));
        Assert.All(Read("horizontal.png").Samples, sample => Assert.Equal(0.5, sample, 0.003));
    }

    [Fact]
    public void A_matrix_of_ones_own_does_what_the_named_one_does()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("filters", "town.png", "-o", "named.png", "--filter", "laplacian"));
        Assert.Equal(ExitCodes.Done, _host.Run("filters", "town.png", "-o", "own.png", "--kernel", "0 -1 0; -1 4 -1; 0 -1 0"));

        Assert.Equal(Read("named.png").Samples, Read("own.png").Samples);
    }

    [Fact]
    public void A_stride_makes_the_picture_smaller_and_padding_larger()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("filters", "town.png", "-o", "small.png", "--filter", "blur", "--stride", "2"));
        Assert.Equal(ExitCodes.Done, _host.Run("filters", "town.png", "-o", "large.png", "--filter", "blur", "--padding", "3", "--border", "zero", "--grey"));

        Assert.Equal((10, 6), (Read("small.png").Width, Read("small.png").Height));
        Assert.Equal((24, 16), (Read("large.png").Width, Read("large.png").Height));
        Assert.Equal(0, Read("large.png").Samples[0]);
        Assert.Empty(_host.Error);
    }

    [Theory]
    [InlineData("town.png -o a.png", "'filters' takes one of --filter with a name and --kernel with a matrix, not both and not neither.")]
    [InlineData("town.png -o a.png --filter blur --kernel 1", "'filters' takes one of --filter with a name and --kernel with a matrix, not both and not neither.")]
    [InlineData("town.png -o a.png --filter sobell", "Did you mean 'sobel'?")]
    [InlineData("town.png -o a.png --kernel 1,x", "--kernel has 'x', which is no number from -1000000 to 1000000.")]
    [InlineData("town.png -o a.png --filter blur --border mirror", "--border is 'mirror', but must be reflect, replicate or zero.")]
    [InlineData("town.png -o a.png --filter blur --padding 12", "--padding is 12, but town.png is 20×12, and a border that reflects a picture must be narrower than it")]
    [InlineData("town.png -o a.png --filter blur --stride 0", "--stride is 0, but must be a whole number from 1 to 64.")]
    [InlineData("town.png -o town.png --filter blur", "--output is 'town.png', which is read as well: name another file.")]
    [InlineData("none.png -o a.png --filter blur", "none.png does not exist.")]
    [InlineData("town.png --filter blur", "'filters' needs the option '--output FILE'.")]
    public void What_cannot_be_done_is_one_sentence_and_nothing_is_written(string arguments, string sentence)
    {
        Assert.Equal(ExitCodes.Wrong, _host.Run(["filters", .. arguments.Split(' ')]));
        Assert.Contains(sentence, _host.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal(["town.png"], Directory.GetFiles(_host.WorkingDirectory).Select(path => Path.GetFileName(path)));
    }

    private Picture Read(string name) => ImageCodecs.Default.Read(Path.Combine(_host.WorkingDirectory, name)).ToPicture();
}
