using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.Host;

public sealed class SlidingTests : IDisposable
{
    private readonly HostHarness _host = new();

    public SlidingTests()
    {
        WriteSquares("squares.safetensors");
        Save("page.png", 72, 60, (26, 18), (54, 42));
        Save("small.png", 20, 40);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void The_windows_around_what_is_looked_for_are_found_on_a_larger_picture()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("classify", "page.png", "--network", "squares.safetensors", "--sliding", "SQUARE"));

        Assert.Empty(_host.Error);
        Assert.Equal(["page.png: square in 2 windows of 28×28 pixels", "  probability  left  top"], _host.OutputLines[..2]);
        Assert.Equal(["16 8", "44 32"], _host.OutputLines[2..].Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])).Order());
    }

    [Fact]
    public void Json_has_the_windows_and_the_highest_probability()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("classify", "page.png", "--network", "squares.safetensors", "--sliding", "square", "--top", "1", "--json"));

        var line = JsonDocument.Parse(Assert.Single(_host.OutputLines)).RootElement;
        Assert.Equal(("slid", "square", 28, 4), (line.GetProperty("event").GetString(), line.GetProperty("label").GetString(), line.GetProperty("window").GetInt32(), line.GetProperty("stride").GetInt32()));
        var window = Assert.Single(line.GetProperty("windows").EnumerateArray().ToArray());
        Assert.Equal([28, 28], new[] { "width", "height" }.Select(name => window.GetProperty(name).GetDouble()));
        Assert.Equal(line.GetProperty("highest").GetDouble(), window.GetProperty("probability").GetDouble());
        Assert.InRange(window.GetProperty("probability").GetDouble(), 0.9, 1);
    }

    [Fact]
    public void The_map_is_bright_where_the_class_is_likely_and_grey_elsewhere()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("classify", "page.png", "--network", "squares.safetensors", "--sliding", "square", "-o", "map.png"));

        Assert.EndsWith("drawn in map.png", _host.OutputLines[0], StringComparison.Ordinal);
        var map = ImageCodecs.Default.Read(Full("map.png")).ToPicture();
        Assert.Equal((360, 300), (map.Width, map.Height));
        var (hot, cold) = (At(map, 30 * 5, 22 * 5), At(map, 20, 280));
        Assert.True(hot.Red > 0.7f && hot.Green > 0.7f && hot.Blue < 0.5f, $"{hot}");
        Assert.True(Math.Abs(cold.Red - cold.Blue) < 0.02f && cold.Red < 0.2f, $"{cold}");
    }

    [Theory]
    [InlineData("--sliding names 'sqare', which squares.safetensors does not know. Did you mean 'square'? It knows square, background.", "page.png", "--network", "squares.safetensors", "--sliding", "sqare")]
    [InlineData("--output is the map of --sliding: name the class that is looked for with it, or leave --output out.", "page.png", "--network", "squares.safetensors", "-o", "map.png")]
    [InlineData("--sliding looks at every window of a picture by one network: leave --crops out, and name one --network.", "page.png", "--network", "squares.safetensors", "other.safetensors", "--sliding", "square")]
    [InlineData("--output is one picture, but 2 pictures are looked at: name one of them.", "page.png", "small.png", "--network", "squares.safetensors", "--sliding", "square", "-o", "map.png")]
    [InlineData("page.png would be replaced by its own map: name another --output.", "page.png", "--network", "squares.safetensors", "--sliding", "square", "-o", "page.png")]
    [InlineData("lenet5 is not shown colours: leave --order, --range, --mean and --deviation out.", "page.png", "--network", "squares.safetensors", "--sliding", "square", "--order", "bgr")]
    [InlineData("--range, --mean and --deviation need --order beside them: rgb or bgr.", "page.png", "--network", "squares.safetensors", "--sliding", "square", "--range", "255")]
    [InlineData("conv1 of mnist-cnn pads, and a window in the middle of a picture has neighbours there instead: take a classifier without padding.", "page.png", "--network", "padded.safetensors", "--sliding", "1")]
    public void What_cannot_slide_is_said_before_anything_is_done(string expected, params string[] arguments)
    {
        using var weights = RandomWeights.Make(LeNet.Mnist, 1);
        WriteClassifier("padded.safetensors", LeNet.Mnist, weights, [.. Enumerable.Range(0, 10).Select(number => $"{number}")]);

        Assert.Equal(ExitCodes.Wrong, _host.Run(["classify", .. arguments]));

        Assert.Empty(_host.Output);
        Assert.Contains(expected, _host.ErrorLines[0], StringComparison.Ordinal);
        Assert.False(File.Exists(Full("map.png")));
    }

    [Fact]
    public void A_picture_that_is_smaller_than_the_window_is_told_and_the_others_are_looked_at()
    {
        Assert.Equal(ExitCodes.JobFailed, _host.Run("classify", "small.png", "page.png", "--network", "squares.safetensors", "--sliding", "square"));

        Assert.Equal("small.png is 20×40, smaller than the window of 28×28 that slides over it: enlarge it.", Assert.Single(_host.ErrorLines));
        Assert.StartsWith("page.png: square in 2 windows", _host.OutputLines[0], StringComparison.Ordinal);
    }

    // LeNet-5 by hand: a square of 8 pixels in the middle of the window fills the four cells in the middle of its last map, and no other.
    private void WriteSquares(string name)
    {
        var network = LeNet.LeNet5.WithClasses(2, [1, 1, 28, 28]);
        network = network with { Facts = network.Facts with { Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [0], Deviation = [1] } } };
        using var weights = RandomWeights.Make(network, 1);
        foreach (var parameter in weights.Names)
        {
            weights[parameter].Span.Clear();
        }

        weights["c1.weight"].Span[12] = 1;
        weights["c3.weight"].Span[12] = 1;
        for (var cell = 0; cell < 16; cell++)
        {
            weights["c5.weight"].Span[cell] = cell is 5 or 6 or 9 or 10 ? 1 : -1 / 3f;
        }

        weights["c5.bias"].Span[0] = -1.6f;
        weights["f6.weight"].Span[0] = 1;
        (weights["output.weight"].Span[0], weights["output.weight"].Span[84]) = (8, -8);
        WriteClassifier(name, network, weights, ["square", "background"]);
    }

    private void WriteClassifier(string name, NetworkDescription network, WeightSet weights, IReadOnlyList<string> labels) =>
        WeightFile.Write(Full(name), [.. weights.Names.Select(parameter => (parameter, weights[parameter]))], new TrainedClassifier(network, labels).Metadata());

    private static (float Red, float Green, float Blue) At(Picture picture, int x, int y) =>
        (picture.Plane(0)[(y * picture.Width) + x], picture.Plane(1)[(y * picture.Width) + x], picture.Plane(2)[(y * picture.Width) + x]);

    private string Full(string relative) => Path.Combine(_host.WorkingDirectory, relative);

    private void Save(string name, int width, int height, params (int Left, int Top)[] squares)
    {
        var picture = new Picture(width, height);
        foreach (var (left, top) in squares)
        {
            for (var at = 0; at < picture.Samples.Length; at++)
            {
                if (at % picture.PlaneLength % width - left is >= 0 and < 8 && (at % picture.PlaneLength / width) - top is >= 0 and < 8)
                {
                    picture.Samples[at] = 1;
                }
            }
        }

        ImageCodecs.Default.Write(Full(name), picture.ToImageData());
    }
}
