using StyleForge.Models.Descriptions;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
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
    public void Every_position_is_what_the_classifier_says_of_a_crop() => Compare(Classifier, 4, "prob");

    [Fact]
    public void Any_number_of_layers_may_read_what_was_flattened()
    {
        Compare(Of(net => net.Flatten().Full("fc1", 7).Relu("relu").From("flatten").Full("side", 3).Softmax("other").From("relu").Full("fc2", 5).Softmax()), 1, "prob", "other");
        Compare(Of(net => net.Flatten().Relu("relu").Dropout("drop").Full("fc", 5).Softmax().From("flatten").Full("side", 5).Softmax("other")), 1, "prob", "other");
    }

    [Fact]
    public void A_map_that_is_not_square_and_one_of_a_single_position_slide_too()
    {
        Compare(Of(net => net.Then(new ConvolutionDescription("wide", "wide", 6, 4, Window.Valid(20)) { Across = Window.Valid(11) }).Flatten().Full("fc1", 7).Full("fc2", 5).Softmax()), 1, 12, 10, "prob");
        Compare(Of(net => net.Convolution("conv2", 5, kernel: 24, padding: 0).Flatten().Softmax()), 1, "prob");
    }

    [Fact]
    public void Ways_side_by_side_count_their_strides_once() => Compare(
        Of(net => net.Convolution("one", 4, kernel: 3, stride: 2, padding: 0).From("conv1").Convolution("two", 3, kernel: 3, stride: 2, padding: 0).Join("both", "one", "two").Flatten().Full("fc", 5).Softmax()), 2, "prob");

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
        Assert.Contains("sees all of a crop at once", Refusal(Of(net => net.Then(new SoftmaxDescription("across", "across", 3)).Flatten().Full("fc", 3))), StringComparison.Ordinal);
        Assert.Contains("sees all of a crop at once", Refusal(Of(net => net.Then(new LayerNormalisationDescription("norm", "norm", 24)).Flatten().Full("fc", 3))), StringComparison.Ordinal);
        Assert.Contains("prob of odd shows all positions of a crop in a row", Refusal(Of(net => net.Flatten().Softmax())), StringComparison.Ordinal);
        Assert.Contains("relu of odd shows all positions of a crop in a row", Refusal(Of(net => net.Flatten().Relu("relu"))), StringComparison.Ordinal);
        Assert.Contains("flatten of odd shows all positions of a crop in a row", Refusal(Of(net => net.Flatten())), StringComparison.Ordinal);
        Assert.Contains("aside of odd pads", Refusal(Of(net => net.Flatten().Full("fc", 3).From("conv1").Convolution("aside", 3).From("fc").Softmax())), StringComparison.Ordinal);
        Assert.Contains("wide of odd pads", Refusal(Of(net => net.Then(Wide(Window.Valid(5), Window.Same(3))).Flatten().Full("fc", 3))), StringComparison.Ordinal);
        Assert.Contains("wide of odd brings together positions", Refusal(Of(net => net.Then(Wide(Window.Valid(5), Window.Valid(3, stride: 2))).Flatten().Full("fc", 3))), StringComparison.Ordinal);
        Assert.Contains("both of odd brings together positions", Refusal(Of(
            net => net.Convolution("far", 4, kernel: 13, padding: 0).From("conv1").MaximumPool("near", 2, 2).Join("both", "far", "near").Flatten().Full("fc", 3))), StringComparison.Ordinal);
    }

    private static ConvolutionDescription Wide(Window down, Window across) => new("wide", "wide", 6, 4, down) { Across = across };

    private static void Compare(NetworkDescription classifier, int stride, params string[] taps) => Compare(classifier, stride, 4, 6, taps);

    // Each position of the slid network against a crop by itself, at every tap that is named.
    private static void Compare(NetworkDescription classifier, int stride, int rows, int columns, params string[] taps)
    {
        using var weights = RandomWeights.Make(classifier, seed: 3);
        var sliding = SlidingWindow.Of(classifier);
        using var converted = sliding.Convert(classifier, weights);
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var picture = new Tensor<float>([1, 1, 28 + ((rows - 1) * stride), 28 + ((columns - 1) * stride)]);
        new SplitMix64(5).FillNormal(picture.Span, 1);
        using var slid = Network<float>.Build(sliding.Description, converted);
        using var run = slid.Prepare(picture.Shape, taps, workers, pool, isForwardOnly: true);
        picture.Span.CopyTo(run.Source.Span);
        run.Forward();
        using var whole = Network<float>.Build(classifier, weights);
        using var crop = whole.Prepare([1, 1, 28, 28], taps, workers, pool, isForwardOnly: true);

        Assert.Equal((28, stride), (sliding.Window, sliding.Stride));
        for (var at = 0; at < rows * columns; at++)
        {
            var (row, column) = (at / columns, at % columns);
            var box = sliding.BoxOf(row, column);
            for (var y = 0; y < 28; y++)
            {
                picture.Span.Slice((((int)box.Top + y) * picture.Shape[3]) + (int)box.Left, 28).CopyTo(crop.Source.Span[(y * 28)..]);
            }

            crop.Forward();
            foreach (var tap in taps)
            {
                var map = run.Tap(tap);
                using var said = new Tensor<float>([1, map.Shape[1]]);
                crop.Tap(tap).CopyTo(said);
                Assert.Equal([1, map.Shape[1], rows, columns], map.Shape);
                for (var number = 0; number < map.Shape[1]; number++)
                {
                    Assert.Equal(said.Span[number], map[number, row, column], 1e-5f);
                }
            }
        }
    }

    private static string Refusal(NetworkDescription network) => Assert.Throws<ArgumentException>(() => SlidingWindow.Of(network)).Message;

    private static NetworkDescription Of(Func<LayerList, LayerList> end) =>
        new("odd", Classifier.Facts, end(new LayerList([1, 1, 28, 28]).Convolution("conv1", 6, kernel: 5, padding: 0)).Layers);
}
