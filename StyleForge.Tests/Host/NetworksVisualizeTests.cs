using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class NetworksVisualizeTests : IDisposable
{
    private readonly HostHarness _host = new();

    public NetworksVisualizeTests()
    {
        foreach (var (name, seed) in (IEnumerable<(string, int)>)[("town.png", 1), ("photographs/a.png", 2), ("photographs/b.jpg", 3)])
        {
            var path = Path.Combine(_host.WorkingDirectory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var image = new ImageData(70, 50, PixelFormat.Rgb, 8);
            new Random(seed).NextBytes(image.Samples);
            ImageCodecs.Default.Write(path, image);
        }
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void The_first_filters_of_the_network_that_comes_with_the_program_are_a_sheet()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("networks", "visualize", "forge-vgg", "-o", "filters.png"));

        Assert.Equal(["filters.png"], _host.OutputLines);
        // 64 filters of three pixels, each shown 21 times as large, with four pixels between them.
        Assert.Equal((540, 636), Size("filters.png"));
    }

    [Fact]
    public void Units_are_rows_of_what_excites_them_in_a_folder()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("networks", "visualize", "forge-vgg", "-o", "units.png", "--unit", "relu2_1:3,5", "relu1_1:0", "--pictures", "photographs"));

        Assert.Equal(["units.png"], _host.OutputLines);
        var (width, height) = Size("units.png");
        Assert.True(width > 9 * 144 && height > 3 * 144 && height < 4 * 200, $"{width}×{height}");
    }

    [Fact]
    public void A_picture_that_cannot_be_read_is_told_and_the_others_are_looked_at()
    {
        _host.Write("photographs/broken.png", "no picture");

        Assert.Equal(ExitCodes.JobFailed, _host.Run("networks", "visualize", "forge-vgg", "-o", "units.png", "--unit", "relu1_1:0", "--pictures", "photographs"));
        Assert.StartsWith(Path.Combine("photographs", "broken.png"), Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_host.WorkingDirectory, "units.png")));
    }

    [Theory]
    [InlineData("forge-vgg -o a.png --unit relu1_1:0", "--unit needs --pictures beside it")]
    [InlineData("forge-vgg -o a.png --pictures photographs", "--pictures needs --unit beside it")]
    [InlineData("forge-vgg -o a.png --unit relu1_1:0 --pictures nowhere", "--pictures is 'nowhere', but there is no such folder.")]
    [InlineData("forge-vgg -o a.png --unit relu1_1 --pictures photographs", "--unit is 'relu1_1', but must be a tap, a colon and channels")]
    [InlineData("forge-vgg -o a.png --unit relu9_1:0 --pictures photographs", "--unit names 'relu9_1', but forge-vgg has no such tap")]
    [InlineData("forge-vgg -o a.png --unit relu1_1:64 --pictures photographs", "--unit is 'relu1_1:64', but the channels of relu1_1 are 0 to 63")]
    [InlineData("forge-vgg -o a.png --unit relu1_1:-1 --pictures photographs", "the channels of relu1_1 are 0 to 63")]
    [InlineData("forge-vgg -o a.xyz", "--output is 'a.xyz', but its ending says which format to write")]
    [InlineData("forge-vgg -o photographs", "its ending says which format to write")]
    [InlineData("forge-vgg -o nowhere/a.png", "does not exist; make it first")]
    [InlineData("forge-vgg -o photographs/a.png --unit relu1_1:0 --pictures photographs", "which is read as well")]
    [InlineData("resnet18 -o a.png", "The weights of resnet18 are not on this machine")]
    [InlineData("nothing -o a.png", "'nothing' is neither a network nor a weight file")]
    public void What_cannot_be_drawn_is_one_sentence_and_nothing_is_written(string arguments, string sentence)
    {
        var before = Directory.GetFiles(_host.WorkingDirectory, "*", SearchOption.AllDirectories).Length;

        Assert.Equal(ExitCodes.Wrong, _host.Run(["networks", "visualize", .. arguments.Split(' ')]));
        Assert.Contains(sentence, Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(_host.WorkingDirectory, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void Every_network_of_the_catalogue_is_described()
    {
        foreach (var network in NetworkCatalogue.Classifiers)
        {
            using var host = new HostHarness();
            Assert.Equal(ExitCodes.Done, host.Run("networks", "describe", network.Name));
            Assert.StartsWith($"{network.Name}: {network.Facts.Title}", host.Output, StringComparison.Ordinal);
        }

        Assert.Equal(ExitCodes.Done, _host.Run("networks", "describe", "squeezenet1_1", "--json"));
        Assert.Equal(1_235_496, JsonDocument.Parse(_host.Output).RootElement.GetProperty("parameters").GetInt64());
    }

    [Fact]
    public void A_weight_file_is_described_with_its_own_widths_and_labels()
    {
        var trained = new TrainedClassifier(LeNet.LeNet5.WithClasses(3, [1, 1, 28, 28]), ["dress", "coat", "bag"]);
        using (var weights = SeededWeights.Make(trained.Description, 1))
        {
            WeightFile.Write(Path.Combine(_host.WorkingDirectory, "clothes.safetensors"), weights, trained.Metadata());
        }

        Assert.Equal(ExitCodes.Done, _host.Run("networks", "describe", "clothes.safetensors"));

        Assert.Contains("  classes  3 of clothes.safetensors: dress, coat, bag", _host.OutputLines);
        Assert.Contains(_host.OutputLines, line => line.StartsWith("output ", StringComparison.Ordinal) && line.Contains("fully connected, 84 → 3", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("magika --size 100", "positions cannot make 512×256 of a source of shape 1×100×64")]
    [InlineData("lenet5 --size 20", "c5 takes (N, 400), not a source of shape")]
    [InlineData("vgg19 --size 0", "--size is 0, but must be a whole number from 1 to 65500.")]
    [InlineData("vgg99", "'vgg99' is neither a network nor a weight file")]
    public void What_cannot_be_described_is_refused_in_one_sentence(string arguments, string sentence)
    {
        Assert.Equal(ExitCodes.Wrong, _host.Run(["networks", "describe", .. arguments.Split(' ')]));
        Assert.Contains(sentence, _host.ErrorLines[0], StringComparison.Ordinal);
    }

    private (int Width, int Height) Size(string name)
    {
        var picture = ImageCodecs.Default.Read(Path.Combine(_host.WorkingDirectory, name));
        return (picture.Width, picture.Height);
    }
}
