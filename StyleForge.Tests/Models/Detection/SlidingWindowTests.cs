using StyleForge.Models.Descriptions;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Models.Detection;

public sealed class SlidingWindowTests
{
    // LeNet-5's layers, which pad nothing, for crops of 28 pixels.
    private static readonly NetworkDescription Classifier = new(
        "crops",
        LeNet.LeNet5.Facts with { Source = [1, 1, 28, 28] },
        new LayerList([1, 1, 28, 28])
            .Convolution("conv1", 6, kernel: 5, padding: 0).Relu("relu1").MaximumPool("pool1", 2, 2)
            .Convolution("conv2", 16, kernel: 5, padding: 0).Relu("relu2").MaximumPool("pool2", 2, 2)
            .Flatten().Full("fc1", 40).Relu("relu3").Dropout("drop").Full("fc2", 5).Softmax().Layers);

    [Fact]
    public void Every_position_is_what_the_classifier_says_of_a_crop()
    {
        using var weights = RandomWeights.Make(Classifier, seed: 3);
        var sliding = SlidingWindow.Of(Classifier);
        using var converted = sliding.Convert(Classifier, weights);
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var picture = new Tensor<float>([1, 1, 52, 60]);
        new SplitMix64(5).FillNormal(picture.Span, 1);
        using var slid = Network<float>.Build(sliding.Description, converted);
        using var run = slid.Prepare(picture.Shape, ["prob"], workers, pool, isForwardOnly: true);
        picture.Span.CopyTo(run.Source.Span);
        run.Forward();
        var map = run.Tap("prob");
        using var whole = Network<float>.Build(Classifier, weights);
        using var crop = whole.Prepare([1, 1, 28, 28], ["prob"], workers, pool, isForwardOnly: true);

        Assert.Equal((28, 4), (sliding.Window, sliding.Stride));
        Assert.Equal([1, 5, 7, 9], map.Shape);
        for (var at = 0; at < map.Shape.Positions; at++)
        {
            var (row, column) = (at / 9, at % 9);
            var box = sliding.BoxOf(row, column);
            for (var y = 0; y < 28; y++)
            {
                picture.Span.Slice((((int)box.Top + y) * 60) + (int)box.Left, 28).CopyTo(crop.Source.Span[(y * 28)..]);
            }

            crop.Forward();
            using var said = new Tensor<float>([1, 5]);
            crop.Tap("prob").CopyTo(said);
            for (var number = 0; number < 5; number++)
            {
                Assert.Equal(said.Span[number], map[number, row, column], 1e-5f);
            }
        }
    }

    [Fact]
    public void Windows_with_a_likely_object_are_boxes()
    {
        var sliding = SlidingWindow.Of(Classifier);
        using var layer = Tensor<float>.From([1, 2, 1, 3], [0.9f, 0.2f, 0.95f, 0.1f, 0.8f, 0.05f]);

        Assert.Equal([new DetectedObject(new Box(4, 0, 32, 28), 1, layer.Span[4])], sliding.Decode(FeatureMap<float>.Of(layer), 0.5, number => number == 1));
    }

    [Fact]
    public void A_classifier_that_cannot_slide_is_refused_with_the_layer()
    {
        Assert.Contains("conv1 of lenet-mnist pads", Refusal(LeNet.Mnist with { Name = "lenet-mnist" }), StringComparison.Ordinal);
        Assert.Contains("sees all of a crop at once", Refusal(Of(net => net.GlobalAverage("mean").Flatten().Full("fc", 3))), StringComparison.Ordinal);
        Assert.Contains("is flattened 0 times", Refusal(Of(net => net.Relu("relu"))), StringComparison.Ordinal);
    }

    private static string Refusal(NetworkDescription network) => Assert.Throws<ArgumentException>(() => SlidingWindow.Of(network)).Message;

    private static NetworkDescription Of(Func<LayerList, LayerList> end) =>
        new("odd", Classifier.Facts, end(new LayerList([1, 1, 28, 28]).Convolution("conv1", 6, kernel: 5, padding: 0)).Layers);
}
