using System.Text;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Models.Weights.Darknet;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Networks;

public sealed class DarknetNetworkTests
{
    private const string Net = "[net]\nwidth=32\nheight=16\n[conv]\nbatch_normalize=1\nfilters=4\nsize=3\nstride=2\npad=1\nactivation=leaky\n";
    private const string Yolo = "[conv]\nfilters=14\nsize=1\nactivation=linear\n[yolo]\nmask=1,2\nanchors=4,5, 6,7, 8,9\nclasses=2\nnum=3\n";

    [Fact]
    public void Sections_become_layers_and_a_route_of_one_layer_becomes_none()
    {
        var network = Read(Net + "[maxpool]\nsize=5\nstride=1\n[route]\nlayers=-2\n[dropout]\n[route]\nlayers=-1,-3\n[shortcut]\nfrom=-1\nactivation=relu\n[upsample]\nstride=2\n" + Yolo);

        Assert.Equal(
            ["conv0", "norm0", "act0", "layer1", "layer4", "sum5", "act5", "layer6", "conv7"],
            network.Description.Layers.Select(layer => layer.Name));
        Assert.Equal(["layer0", "layer1", "layer0", "layer0", "layer4", "layer5", "layer6", "layer7", "layer7"], network.Taps);
        Assert.Equal(
            [(4, 8, 16), (4, 8, 16), (8, 8, 16), (8, 8, 16), (8, 16, 32), (14, 16, 32)],
            new[] { "layer0", "layer1", "layer4", "layer5", "layer6", "layer7" }.Select(tap => network.Description.Shapes(network.Description.Facts.Source)[network.Description.IndexOfTap(tap)]).Select(shape => (shape[1], shape[2], shape[3])));
        Assert.Equal("0.rolling_variance", network.Description.Facts.Names!.Names["norm0.running_var"]);
        Assert.Equal("7.biases", network.Description.Facts.Names!.Names["conv7.bias"]);
    }

    [Fact]
    public void A_yolo_section_says_how_its_layer_is_read()
    {
        var detector = GridDetector.OfDarknet(Read(Net + Yolo), null);

        var head = Assert.Single(detector.Heads);
        Assert.Equal(("layer1", 2, 14), (head.Tap, head.Classes, head.Channels));
        Assert.Equal([new Anchor(6, 7), new Anchor(8, 9)], head.Anchors);
        Assert.Equal(["class 0", "class 1"], detector.Classes);
        Assert.Equal((32, 16), (detector.Width, detector.Height));
    }

    [Theory]
    [InlineData(Net, "'w.cfg', line 4: no section is [yolo], so the network finds no objects.")]
    [InlineData(Net + "[softmax]\n", "'w.cfg', line 11: [softmax] cannot be run; what can are convolutional")]
    [InlineData(Net + "[route]\nlayers=-1\ngroups=2\n", "'w.cfg', line 11: [route] of some of the channels cannot be run")]
    [InlineData(Net + "[conv]\nfilters=2\nsize=1\nactivation=swish\n", "'w.cfg', line 14: «activation» of [conv] is 'swish', but must be linear, leaky, relu")]
    [InlineData(Net + "[conv]\nfilters=2\nsize=1\nactivation=linear\n[shortcut]\nfrom=-2\n", "'w.cfg', line 15: [shortcut] cannot be run: layer2 adds layers of one shape")]
    [InlineData(Net + "[yolo]\nmask=3\nanchors=4,5, 6,7, 8,9\nclasses=2\n", "'w.cfg', line 11: [yolo] has 6 numbers as «anchors», two for each, and its «mask» must name some of them, from 0.")]
    public void What_cannot_be_run_is_refused_with_its_line(string configuration, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<WeightFormatException>(() => GridDetector.OfDarknet(Read(configuration), null)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_published_detectors_are_as_large_as_their_files()
    {
        Assert.All(GridDetector.Published.Zip([346_062L, 923_486]), pair =>
        {
            var network = pair.First.Network;
            Assert.Equal(pair.Second, network.Layers.Sum(layer => layer.Parameters.Sum(parameter => (long)parameter.Shape.ElementCount)));
            Assert.Equal(20 + (4 * pair.Second), network.Facts.Weights!.Bytes);
            Assert.Equal([10, 20], pair.First.Heads.Select(head => network.Shapes(network.Facts.Source)[network.IndexOfTap(head.Tap)][2]));
            Assert.Equal([255, 255], pair.First.Heads.Select(head => head.Channels));
        });
    }

    [TestDataFact]
    public void Yolo_Fastest_gives_on_the_managed_engine_what_Darknet_gives()
    {
        using var reference = WeightFile.Read(TestData.Path("models/yolo-fastest/reference_dog.safetensors"));
        using var weights = WeightFile.Read(TestData.Path("models/yolo-fastest/yolo-fastest-1.1.weights"));
        using var network = Network<float>.Build(YoloFastest.Version11, weights);
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        string[] taps = ["layer80", "layer104", "layer120", "layer129"];
        using var run = network.Prepare([1, 3, 320, 320], taps, workers, pool, isForwardOnly: true);
        reference["input"].Span.CopyTo(run.Source.Span);

        run.Forward();

        Assert.All(taps, tap =>
        {
            var expected = reference[$"layer{tap[5..].PadLeft(3, '0')}"].Span;
            var actual = new Tensor<float>(run.ShapeOf(tap));
            run.Tap(tap).CopyTo(actual);
            var worst = 0f;
            for (var i = 0; i < expected.Length; i++)
            {
                worst = Math.Max(worst, Math.Abs(expected[i] - actual.Span[i]));
            }

            actual.Dispose();
            Assert.True(worst < 1e-4, $"{tap} is {worst} away.");
        });
    }

    [TestDataFact]
    public void What_is_read_out_of_the_heads_is_what_Darknets_yolo_layers_say()
    {
        using var reference = WeightFile.Read(TestData.Path("models/yolo-fastest/reference_dog.safetensors"));
        var head = GridDetector.Published[0].Heads[0];

        var found = head.Decode(FeatureMap<float>.Of(reference["layer120"]), 320, 320, 0.01);

        var said = FeatureMap<float>.Of(reference["layer121"]);
        var expected = new List<(double Score, double X, double Y, int Class)>();
        for (var anchor = 0; anchor < 3; anchor++)
        {
            for (var at = 0; at < 100; at++)
            {
                var (row, column, first) = (at / 10, at % 10, anchor * 85);
                for (var number = 0; number < 80 && said[first + 4, row, column] > 0.01; number++)
                {
                    if (said[first + 4, row, column] * said[first + 5 + number, row, column] is var score && score > 0.01)
                    {
                        expected.Add((score, (column + said[first, row, column]) * 32, (row + said[first + 1, row, column]) * 32, number));
                    }
                }
            }
        }

        Assert.True(expected.Count > 10);
        Assert.Equal(expected.Select(each => each.Class), found.Select(each => each.Class));
        Assert.All(expected.Zip(found), pair =>
        {
            Assert.Equal(pair.First.Score, pair.Second.Score, 1e-5);
            Assert.Equal(pair.First.X, pair.Second.Box.CentreX, 1e-3);
            Assert.Equal(pair.First.Y, pair.Second.Box.CentreY, 1e-3);
        });
    }

    [TestDataFact]
    public void The_configuration_of_published_weights_need_not_lie_beside_them()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "yolo-fastest-1.1.weights");
        File.Copy(TestData.Path("models/yolo-fastest/yolo-fastest-1.1.weights"), path);

        using var weights = WeightFile.Read(path);

        Assert.True(YoloFastest.Version11.Facts.Weights!.Matches(weights.Sha256));
        Assert.Equal(YoloFastest.Version11.Layers.Count, YoloFastest.Version11.Fit(weights).Layers.Count);
    }

    private static DarknetNetwork Read(string configuration)
    {
        var sections = DarknetConfiguration.Read(new MemoryStream(Encoding.UTF8.GetBytes(configuration)), "w.cfg", WeightLimits.Default);
        return DarknetNetwork.Read("tiny", sections, YoloFastest.Version11.Facts);
    }
}
