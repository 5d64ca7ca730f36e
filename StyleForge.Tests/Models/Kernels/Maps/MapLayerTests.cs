using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Maps;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels.Maps;

/// <summary>What stands between convolutions of maps against the layers that go one by one, whose references are plain loops in double.</summary>
[EveryWidth]
public sealed unsafe class MapLayerTests
{
    [VectorTheory]
    [InlineData(PoolingKind.Maximum, false)]
    [InlineData(PoolingKind.Average, false)]
    [InlineData(PoolingKind.Average, true)]
    public void Pooling_is_that_of_the_reference_in_one_two_and_three_dimensions(PoolingKind kind, bool countsPadding)
    {
        foreach (var (windows, shape) in new (Window[], Shape)[]
        {
            ([new(3, 2, 1, 1), new(3, 2, 1, 1)], [1, 20, 9, 14]), ([new(2, 2), new(2, 2)], [1, 3, 5, 6]), ([new(3, 2)], [1, 17, 12]),
            ([new(2, 1, 1, 0), new(3, 3), new(2, 2, 0, 1)], [1, 16, 3, 7, 8]), ([new(7), new(5)], [1, 33, 7, 5]),
        })
        {
            PoolingExtents extents = new(windows, ceiling: true, shape, countsPadding);
            using var source = TensorFill.Uniform<double>(shape, 3);
            Compare(source, new PoolingLayer<double>("pool", kind, windows, ceiling: true, countsPadding), (from, to, s, d, workers) => new MapPooling(kind, extents, from, to).Run(s, d, workers), 1e-13);
        }
    }

    [VectorFact]
    public void A_number_that_is_none_wins_a_maximum_wherever_it_stands()
    {
        Shape shape = [1, 1, 6];
        PoolingExtents extents = new([new(3, 3)], ceiling: false, shape);
        MapLayout from = new(1, 16, [1, 1, 6], [0, 0, 0], [0, 0, 0]), to = new(1, 16, [1, 1, 2], [0, 0, 0], [0, 0, 0]);
        using var workers = new WorkerPool(1);
        for (var place = 0; place < 3; place++)
        {
            using var planar = Tensor<float>.From(shape, [1, 2, 3, -4, -5, -6]);
            planar.Span[place] = float.NaN;
            using var source = new Tensor<float>([(int)from.Length]);
            using var destination = new Tensor<float>([(int)to.Length]);
            new MapCopy(from).Fill(planar.Pointer, source.Pointer, workers);
            new MapPooling(PoolingKind.Maximum, extents, from, to).Run(source.Pointer, destination.Pointer, workers);
            Assert.True(float.IsNaN(destination.Span[0]));
            Assert.Equal(-4, destination.Span[16]);
        }
    }

    [VectorTheory]
    [InlineData(5, 0.75)]
    [InlineData(4, 0.75)]
    [InlineData(3, 0.6)]
    public void Local_response_normalisation_is_that_of_the_layer(int size, double beta)
    {
        foreach (var channels in new[] { 1, 15, 16, 40 })
        {
            using var source = TensorFill.Uniform<double>([1, channels, 5, 6], 5);
            using var pool = new TensorPool();
            Compare(
                source,
                new LocalResponseNormalisationLayer<double>("norm", size, alpha: 2, beta, k: 1.5),
                (from, to, s, d, workers) =>
                {
                    var normalisation = new MapResponseNormalisation(from, to, size, 2, beta, 1.5);
                    using var scratch = new WorkerScratch(normalisation.ScratchLength, workers, pool);
                    normalisation.Run(s, d, scratch, workers);
                },
                1e-13);
        }
    }

    [VectorFact]
    public void A_sum_of_one_is_a_copy_and_of_several_is_held_between_its_bounds()
    {
        using var source = TensorFill.Uniform<double>([1, 20, 3, 4, 5], 6);
        Compare(source, new ReluLayer<double>("relu"), (from, to, s, d, workers) => new MapSum([from], to, new MapFinish(0, float.PositiveInfinity)).Run(new float*[] { s }, d, workers), 0, inPlace: true);
        Compare(source, new AdditionLayer<double>("sum"), (from, to, s, d, workers) => new MapSum([from], to, MapFinish.None).Run(new float*[] { s }, d, workers), 0, inPlace: true);
    }

    private delegate void Kernel(MapLayout from, MapLayout to, float* source, float* destination, WorkerPool workers);

    private static void Compare(Tensor<double> source, Layer<double> layer, Kernel kernel, double tolerance, bool inPlace = false)
    {
        using var narrow = new Tensor<float>(source.Shape);
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow.Span[i] = (float)source.Span[i];
            source.Span[i] = narrow.Span[i];
        }

        using var one = new WorkerPool(1);
        using var three = new WorkerPool(3);
        using var pool = new TensorPool();
        using var run = layer.Prepare(source.Shape, one, pool);
        using var expected = new Tensor<double>(run.DestinationShape);
        run.Forward(source, expected);
        using var actual = Run(one);
        using var again = Run(three);
        using var widened = TensorFill.Widen(actual);
        TensorAssert.Close(expected, widened, tolerance, inPlace ? "nothing is rounded" : "a handful of roundings to 24 bits");
        TensorAssert.SameBits(actual, again);

        Tensor<float> Run(WorkerPool workers)
        {
            MapLayout from = new(source.Shape[1], 16, Extents(source.Shape), [0, 1, 1], [1, 0, 2]);
            MapLayout to = new(run.DestinationShape[1], 16, Extents(run.DestinationShape), [0, 0, 3], [0, 2, 0]);
            using var memory = new GuardedBuffer([checked((int)from.Length)]);
            memory.Tensor.Span.Fill(float.NaN);
            new MapCopy(from).Fill(narrow.Pointer, memory.Tensor.Pointer, workers);
            using var result = new GuardedBuffer([checked((int)to.Length)]);
            kernel(from, to, memory.Tensor.Pointer, result.Tensor.Pointer, workers);
            result.Check();
            var planar = new Tensor<float>(run.DestinationShape);
            new MapCopy(to).Read(result.Tensor.Pointer, planar.Pointer, workers);
            return planar;
        }
    }

    private static int[] Extents(Shape shape) => [.. Enumerable.Repeat(1, 5 - shape.Rank), .. shape.Skip(2)];
}
