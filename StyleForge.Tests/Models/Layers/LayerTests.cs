using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Layers;

public sealed class LayerTests
{
    private static readonly ConvolutionGeometry Geometry = new(3, 8, [Window.Same(3), Window.Same(3)]);

    [Fact]
    public void Layers_say_what_becomes_of_a_shape()
    {
        using var convolution = new ConvolutionLayer<float>("c", Geometry, new(Geometry.WeightsShape), null);
        using var pooling = new PoolingLayer<float>("p", PoolingKind.Maximum, [new(3, 2), new(3, 2)], ceiling: true);
        using var connected = new FullyConnectedLayer<float>("f", new([10, 20]), null);
        Assert.Equal([5, 10], connected.DestinationShape([5, 20]));
        Assert.Equal([1, 8, 7, 9], convolution.DestinationShape([1, 3, 7, 9]));
        Assert.Equal([2, 4, 3, 4], pooling.DestinationShape([2, 4, 6, 8]));
        Assert.Equal("c.weight", convolution.Parameters[0].Name);
    }

    [Fact]
    public void A_wrong_shape_gets_a_sentence_with_the_layer_the_value_and_what_is_needed()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var convolution = new ConvolutionLayer<float>("conv1_1", Geometry, new(Geometry.WeightsShape), null);
        using var run = convolution.Prepare([1, 3, 4, 4], workers, pool);
        using var wrong = new Tensor<float>([1, 3, 4, 5]);
        Refuses("'conv1_1': A 2D convolution of 3 channels cannot take a source of shape 1×4×7×9", () => convolution.DestinationShape([1, 4, 7, 9]));
        Refuses("source of layer 'conv1_1' must have the shape 1×3×4×4, but has 1×3×4×5", () => run.Forward(wrong, wrong));
        using var weights = new Tensor<float>([8, 3, 3, 2]);
        Refuses("weights of layer 'x' must have the shape 8×3×3×3, but has 8×3×3×2", () => new ConvolutionLayer<float>("x", Geometry, weights, null).Dispose());
        using var softmax = new SoftmaxLayer<float>("prob");
        Refuses("'prob': softmax over dimension 1 cannot take a source of shape 3", () => softmax.DestinationShape([3]));
        using var connected = new FullyConnectedLayer<float>("fc6", new([10, 20]), null);
        Refuses("'fc6' takes a source (N, 20), not one of shape 1×21", () => connected.DestinationShape([1, 21]));
        using var pooling = new PoolingLayer<float>("pool1", PoolingKind.Average, [new(2, 2), new(2, 2)]);
        Refuses("'pool1': An extent of 1 is too small", () => pooling.DestinationShape([1, 3, 1, 4]));
    }

    [Fact]
    public void Relu_in_place_equals_relu_aside()
    {
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var layer = new ReluLayer<float>("relu");
        using var source = TensorFill.Uniform<float>([1, 3, 50, 300], 1);
        using var gradient = TensorFill.Uniform<float>(source.Shape, 2);
        using var destination = new Tensor<float>(source.Shape);
        using var sourceGradient = new Tensor<float>(source.Shape);
        using var run = layer.Prepare(source.Shape, workers, pool);
        run.Forward(source, destination);
        run.Backward(source, destination, gradient, sourceGradient);
        run.Forward(source, source);
        run.Backward(source, source, gradient, gradient);
        TensorAssert.SameBits(destination, source);
        TensorAssert.SameBits(sourceGradient, gradient);
    }

    [Fact]
    public void Softmax_sums_to_one_and_bears_large_numbers()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var layer = new SoftmaxLayer<float>("prob");
        using var source = Tensor<float>.From([2, 3], [1000, 1001, 999, 0, 0, 0]);
        using var destination = new Tensor<float>(source.Shape);
        using var run = layer.Prepare(source.Shape, workers, pool);
        run.Forward(source, destination);
        Assert.Equal(1, destination.Span[0] + destination.Span[1] + destination.Span[2], 6);
        Assert.Equal(1 / 3f, destination.Span[4], 6);
        Assert.Equal(Math.E, destination.Span[1] / destination.Span[0], 5);
    }

    [Fact]
    public void Every_run_gives_back_what_it_rented()
    {
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        ConvolutionGeometry reflected = new(3, 8, [Window.Same(3), Window.Same(3)], border: BorderMode.Reflect);
        using var convolution = new ConvolutionLayer<float>("c", reflected, TensorFill.Uniform<float>(reflected.WeightsShape, 1), null);
        using var pooling = new PoolingLayer<float>("p", PoolingKind.Maximum, [new(2, 2), new(2, 2)]);
        foreach (var layer in new Layer<float>[] { convolution, pooling })
        {
            using (layer.Prepare([1, 3, 6, 6], workers, pool))
            {
                Assert.True(pool.Outstanding > 0);
            }

            Assert.Equal(0, pool.Outstanding);
        }
    }

    [Fact]
    public void Gradients_by_parameters_add_up_over_calls()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var layer = new ConvolutionLayer<float>("c", Geometry, TensorFill.Whole(Geometry.WeightsShape, 1), TensorFill.Whole([8], 2));
        using var source = TensorFill.Whole([1, 3, 4, 5], 3);
        using var gradient = TensorFill.Whole([1, 8, 4, 5], 4);
        using var run = layer.Prepare(source.Shape, workers, pool);
        run.BackwardParameters(source, gradient);
        var once = layer.Parameters[0].Gradient.Span.ToArray();
        run.BackwardParameters(source, gradient);
        Assert.Equal(once.Select(g => 2 * g), layer.Parameters[0].Gradient.Span.ToArray());
    }

    [Fact]
    public void An_embedding_gives_each_word_its_row_and_refuses_what_is_no_word()
    {
        const int words = 300, width = 21;
        using var layer = new EmbeddingLayer<float>("words", TensorFill.Whole([words, width], 1), TensorFill.Whole([width], 2));
        var (weights, bias) = (layer.Parameters[0].Value.Span.ToArray(), layer.Parameters[1].Value.Span.ToArray());
        using var source = new Tensor<float>([3, 700]);
        for (var i = 0; i < source.Length; i++)
        {
            source.Span[i] = i * 7 % words;
        }

        using var workers = new WorkerPool(3);
        using var pool = new TensorPool();
        using var destination = new Tensor<float>(layer.DestinationShape(source.Shape));
        using var run = layer.Prepare(source.Shape, workers, pool);
        run.Forward(source, destination);
        Assert.Equal(Enumerable.Range(0, destination.Length).Select(i => weights[((i / width) * 7 % words * width) + (i % width)] + bias[i % width]), destination.Span.ToArray());

        source.Span[2000] = words;
        Refuses("'words' knows the numbers 0 to 299, but was given 300", () => run.Forward(source, destination));
    }

    [Fact]
    public void Dimensions_change_places_whatever_the_cut()
    {
        Shape shape = [3, 130, 211];
        using var source = TensorFill.Uniform<float>(shape, 1);
        using var workers = new WorkerPool(3);
        using var pool = new TensorPool();
        foreach (var order in new int[][] { [0, 2, 1], [2, 0, 1], [1, 0, 2] })
        {
            using var layer = new PermuteLayer<float>("order", order);
            using var destination = new Tensor<float>(layer.DestinationShape(shape));
            using var run = layer.Prepare(shape, workers, pool);
            run.Forward(source, destination);
            var next = 0;
            int[] place = [0, 0, 0];
            for (place[order[0]] = 0; place[order[0]] < shape[order[0]]; place[order[0]]++)
            {
                for (place[order[1]] = 0; place[order[1]] < shape[order[1]]; place[order[1]]++)
                {
                    for (place[order[2]] = 0; place[order[2]] < shape[order[2]]; place[order[2]]++, next++)
                    {
                        Assert.Equal(source.Span[(((place[0] * shape[1]) + place[1]) * shape[2]) + place[2]], destination.Span[next]);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(511)]
    public void Rows_are_normalised_to_mean_0_and_deviation_1_with_the_same_bits_on_any_threads(int length)
    {
        using var layer = new LayerNormalisationLayer<float>("norm", TensorFill.Uniform<float>([length], 1), TensorFill.Uniform<float>([length], 2), 1e-6);
        using var wide = new LayerNormalisationLayer<double>("norm", TensorFill.Widen(layer.Parameters[0].Value), TensorFill.Widen(layer.Parameters[1].Value), 1e-6);
        using var source = TensorFill.Uniform<float>([2, 35, length], 3);
        using var one = Normalise(layer, source, threads: 1);
        using var three = Normalise(layer, source, threads: 3);
        TensorAssert.SameBits(one, three);
        using var sourceInDouble = TensorFill.Widen(source);
        using var expected = Normalise(wide, sourceInDouble, threads: 1);
        for (var start = 0; start < expected.Length; start += length)
        {
            var row = expected.Span.Slice(start, length).ToArray();
            double[] plain = [.. row.Select((y, i) => (y - wide.Parameters[1].Value.Span[i]) / wide.Parameters[0].Value.Span[i])];
            Assert.Equal(0, plain.Average(), 9);
            Assert.InRange(plain.Average(y => y * y), length == 1 ? 0 : 0.9999, 1.0001);
        }

        using var widened = TensorFill.Widen(one);
        TensorAssert.Close(expected, widened, 1e-12, "a mean, a deviation and two products are each off by a few 2⁻²⁴");

        static Tensor<T> Normalise<T>(LayerNormalisationLayer<T> layer, Tensor<T> source, int threads)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            using var workers = new WorkerPool(threads);
            using var pool = new TensorPool();
            using var run = layer.Prepare(source.Shape, workers, pool);
            var destination = new Tensor<T>(source.Shape);
            run.Forward(source, destination);
            return destination;
        }
    }

    private static void Refuses(string sentence, Action action) =>
        Assert.Contains(sentence, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
