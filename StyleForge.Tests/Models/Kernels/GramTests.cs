using StyleForge.Models.Kernels.Gram;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

[EveryWidth]
public sealed class GramTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_number_of_channels_gives_exactly_the_reference_on_whole_numbers(bool isBlocked)
    {
        for (var channels = 1; channels <= 33; channels++)
        {
            CompareExactly([1, channels, 3, channels], isBlocked);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_number_of_positions_gives_exactly_the_reference_on_whole_numbers(bool isBlocked)
    {
        foreach (var positions in (int[])[.. Enumerable.Range(1, 64), 95, 96, 97, 101, 102, 191, 192, 193])
        {
            CompareExactly([1, 34, 1, positions], isBlocked);
        }
    }

    [Theory]
    [InlineData(1, 1, 1, false)]
    [InlineData(5, 90, 101, false)]
    [InlineData(5, 90, 101, true)]
    [InlineData(100, 17, 16, false)]
    [InlineData(100, 17, 16, true)]
    [InlineData(176, 11, 31, true)]
    [InlineData(260, 3, 7, false)]
    [InlineData(260, 3, 7, true)]
    [InlineData(272, 6, 16, true)]
    public void Several_blocks_and_slabs_join_up(int channels, int height, int width, bool isBlocked) => CompareExactly([1, channels, height, width], isBlocked);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mask_and_a_core_count_as_the_reference_counts_them(bool isBlocked)
    {
        // A map of 9×13 positions that lies at (2, 3) in a layer of 12×18, whose core is 5×6 of them.
        using var weights = TensorFill.Whole([12, 18], 5, limit: 3);
        CompareExactly([1, 21, 9, 13], isBlocked, new FeatureWindow(2, 3, new Region(1, 4, 5, 6)), weights);
        CompareExactly([1, 21, 9, 13], isBlocked, new FeatureWindow(2, 3, new Region(1, 4, 5, 6)));
        CompareExactly([1, 21, 12, 18], isBlocked, weights: weights);
        // Whole rows, but not all of them.
        CompareExactly([1, 21, 19, 13], isBlocked, new FeatureWindow(0, 0, new Region(3, 0, 15, 13)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(130)]
    [InlineData(260)]
    public void Layout_and_a_mask_of_ones_do_not_change_a_bit(int channels)
    {
        using var features = TensorFill.Uniform<float>([1, channels, 29, 7], 1);
        using var ones = new Tensor<float>([29, 7]);
        ones.Span.Fill(1);
        var window = new FeatureWindow(0, 0, new Region(2, 0, 26, 7));
        var (planar, planarGradient) = Both(features, 1, window, isBlocked: false);
        var (blocked, blockedGradient) = Both(features, 1, window, isBlocked: true);
        var (masked, maskedGradient) = Both(features, 1, window, isBlocked: true, ones);
        TensorAssert.SameBits(planar, blocked);
        TensorAssert.SameBits(planarGradient, blockedGradient);
        TensorAssert.SameBits(blocked, masked);
        TensorAssert.SameBits(blockedGradient, maskedGradient);
        foreach (var tensor in (Tensor<float>[])[planar, planarGradient, blocked, blockedGradient, masked, maskedGradient])
        {
            tensor.Dispose();
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(96)]
    [InlineData(100)]
    [InlineData(102)]
    public unsafe void A_map_read_in_place_is_read_and_written_nowhere_else(int positions)
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        foreach (var startsAtPage in GuardedBuffer.Ends)
        {
            using var features = new GuardedBuffer([3, positions * 16], startsAtPage);
            using var gradient = new GuardedBuffer([3, positions * 16], startsAtPage);
            using var gram = new Tensor<float>([48, 48]);
            features.Tensor.Span.Fill(1);
            Shape shape = [1, 48, 1, positions];
            var map = new FeatureMap<float>(shape, 16, features.Tensor.Pointer, positions * 16);
            GramMatrix.Accumulate(map, FeatureWindow.Whole(shape), null, gram, workers, pool);
            Assert.All(gram.Span.ToArray(), number => Assert.Equal(positions, number));
            GramMatrix.AddGradient(
                gram, map, FeatureWindow.Whole(shape), null, 2f, new FeatureMap<float>(shape, 16, gradient.Tensor.Pointer, positions * 16), workers, pool);
            Assert.All(gradient.Tensor.Span.ToArray(), number => Assert.Equal(2 * 48 * positions, number));
            features.Check();
            gradient.Check();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cores_that_tile_a_layer_add_up_to_it(bool isBlocked)
    {
        using var maps = new FeatureMaps();
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var features = TensorFill.Whole([1, 20, 30, 40], 1, limit: 2);
        using var whole = new Tensor<float>([20, 20]);
        using var parts = new Tensor<float>([20, 20]);
        var map = maps.Copy(features, isBlocked);
        GramMatrix.Accumulate(map, FeatureWindow.Whole(features.Shape), null, whole, workers, pool);
        foreach (var core in (Region[])[new(0, 0, 13, 40), new(13, 0, 17, 11), new(13, 11, 17, 29)])
        {
            GramMatrix.Accumulate(map, new FeatureWindow(0, 0, core), null, parts, workers, pool);
        }

        TensorAssert.Exact(whole, parts);
    }

    [Fact]
    public void The_matrix_is_symmetric_to_the_bit_and_forgets_where_pixels_were()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var features = TensorFill.Uniform<float>([1, 40, 9, 11], 1);
        using var gram = new Tensor<float>([40, 40]);
        Accumulate(features, gram, workers, pool);
        for (var i = 0; i < 40; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.Equal(BitConverter.SingleToInt32Bits(gram.Span[(i * 40) + j]), BitConverter.SingleToInt32Bits(gram.Span[(j * 40) + i]));
            }
        }

        using var moved = new Tensor<float>(features.Shape);
        for (var i = 0; i < features.Length; i++)
        {
            moved.Span[i] = features.Span[(i / 99 * 99) + (((i % 99) + 37) % 99)];
        }

        using var gramMoved = new Tensor<float>([40, 40]);
        Accumulate(moved, gramMoved, workers, pool);
        TensorAssert.Close(gram, gramMoved, 99.0 / 3 * Math.Pow(2, -48), "the same 99 products added in another order, both sides rounded");
    }

    [Theory]
    [InlineData(2, 140, false)]
    [InlineData(3, 140, true)]
    [InlineData(5, 260, true)]
    [InlineData(7, 20, true)]
    public void Any_number_of_threads_gives_the_same_bits(int threads, int channels, bool isBlocked)
    {
        using var features = TensorFill.Uniform<float>([1, channels, 60, 56], 1);
        var window = FeatureWindow.Whole(features.Shape);
        var (one, oneGradient) = Both(features, 1, window, isBlocked);
        var (many, manyGradient) = Both(features, threads, window, isBlocked);
        using (one)
        using (oneGradient)
        using (many)
        using (manyGradient)
        {
            TensorAssert.SameBits(one, many);
            TensorAssert.SameBits(oneGradient, manyGradient);
        }
    }

    [Fact]
    public void The_derivative_agrees_with_differences()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var features = TensorFill.Uniform<double>([1, 4, 3, 5], 1);
        using var weights = TensorFill.Uniform<double>([3, 5], 4);
        using var direction = TensorFill.Uniform<double>([4, 4], 2);
        using var error = new Tensor<double>([4, 4]);
        for (var i = 0; i < 16; i++)
        {
            error.Span[i] = direction.Span[i] + direction.Span[(i % 4 * 4) + (i / 4)];
        }

        var window = FeatureWindow.Whole(features.Shape);
        using var gram = new Tensor<double>([4, 4]);
        using var gradient = new Tensor<double>(features.Shape);
        GramMatrix.AddGradient(error, FeatureMap<double>.Of(features), window, weights, 0.3, FeatureMap<double>.Of(gradient), workers, pool);
        GradientCheck.Check("the Gram matrix by its features", features, () =>
        {
            gram.Span.Clear();
            GramMatrix.Accumulate(FeatureMap<double>.Of(features), window, weights, gram, workers, pool);
            return Enumerable.Range(0, 16).Sum(i => 0.3 * gram.Span[i] * direction.Span[i]);
        }, gradient);
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_call()
    {
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var features = TensorFill.Uniform<float>([1, 20, 9, 11], 1);
        using var weights = TensorFill.Uniform<float>([9, 11], 1);
        using var gradient = new Tensor<float>(features.Shape);
        using var gram = new Tensor<float>([20, 20]);
        void Step()
        {
            Accumulate(features, gram, workers, pool, weights);
            AddGradient(gram, features, 1, gradient, workers, pool, weights);
        }

        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void Shapes_that_do_not_belong_together_are_refused_in_words()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var features = new Tensor<float>([1, 4, 3, 3]);
        using var two = new Tensor<float>([2, 4, 3, 3]);
        using var gram = new Tensor<float>([4, 4]);
        using var other = new Tensor<float>([4, 5]);
        Assert.Contains("one picture", Assert.Throws<ArgumentException>(() => Accumulate(two, gram, workers, pool)).Message, StringComparison.Ordinal);
        Assert.Contains("4×4, not 4×5", Assert.Throws<ArgumentException>(() => Accumulate(features, other, workers, pool)).Message, StringComparison.Ordinal);
        Assert.Contains("same shape", Assert.Throws<ArgumentException>(() => AddGradient(gram, features, 1, two, workers, pool)).Message, StringComparison.Ordinal);
        Assert.Contains("scale the mask", Assert.Throws<ArgumentException>(() => Accumulate(features, gram, workers, pool, gram.Alias([2, 2]))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "reaches beyond",
            Assert.Throws<ArgumentException>(() => GramMatrix.Accumulate(FeatureMap<float>.Of(features), new FeatureWindow(0, 0, new Region(1, 1, 3, 2)), null, gram, workers, pool)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 9, 7, 1)]
    [InlineData(100, 40, 61, 2)]
    [InlineData(48, 128, 65, 1)]
    [InlineData(128, 90, 101, 3)]
    [InlineData(260, 30, 70, 2)]
    public void Scratch_memory_is_what_was_said_of_it(int channels, int height, int width, int threads)
    {
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        using var features = TensorFill.Uniform<float>([1, channels, height, width], 1);
        using var gradient = new Tensor<float>(features.Shape);
        using var gram = new Tensor<float>([channels, channels]);

        Accumulate(features, gram, workers, pool);
        Assert.Equal(GramMatrix.ScratchBytes(channels, height * width, threads, withGradient: false).Distinct().Sum(), pool.Bytes);
        AddGradient(gram, features, 1, gradient, workers, pool);
        Assert.Equal(GramMatrix.ScratchBytes(channels, height * width, threads, withGradient: true).Distinct().Sum(), pool.Bytes);
    }

    private static (Tensor<float> Gram, Tensor<float> Gradient) Both(
        Tensor<float> features, int threads, FeatureWindow window, bool isBlocked, Tensor<float>? weights = null)
    {
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        using var maps = new FeatureMaps();
        var channels = features.Shape[1];
        var map = maps.Copy(features, isBlocked);
        var gram = new Tensor<float>([channels, channels]);
        var gradient = TensorFill.Uniform<float>(features.Shape, 9);
        var gradientMap = maps.Copy(gradient, isBlocked);
        GramMatrix.Accumulate(map, window, weights, gram, workers, pool);
        GramMatrix.AddGradient(gram, map, window, weights, 0.125f, gradientMap, workers, pool);
        gradientMap.CopyTo(gradient);
        return (gram, gradient);
    }

    private static void Accumulate(Tensor<float> features, Tensor<float> gram, WorkerPool workers, TensorPool pool, Tensor<float>? weights = null) =>
        GramMatrix.Accumulate(FeatureMap<float>.Of(features), FeatureWindow.Whole(features.Shape), weights, gram, workers, pool);

    private static void AddGradient(
        Tensor<float> error, Tensor<float> features, float scale, Tensor<float> gradient, WorkerPool workers, TensorPool pool, Tensor<float>? weights = null) =>
        GramMatrix.AddGradient(error, FeatureMap<float>.Of(features), FeatureWindow.Whole(features.Shape), weights, scale, FeatureMap<float>.Of(gradient), workers, pool);

    private static void CompareExactly(Shape shape, bool isBlocked, FeatureWindow? part = null, Tensor<float>? weights = null)
    {
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var maps = new FeatureMaps();
        var channels = shape[1];
        var window = part ?? FeatureWindow.Whole(shape);
        using var features = TensorFill.Whole(shape, 1, limit: 2);
        using var expected = TensorFill.Whole([channels, channels], 4);
        Mirror(expected);
        using var actual = Tensor<float>.From(expected.Shape, expected.Span);
        GramReference.Accumulate(FeatureMap<float>.Of(features), window, weights, expected);
        var map = maps.Copy(features, isBlocked);
        GramMatrix.Accumulate(map, window, weights, actual, workers, pool);
        TensorAssert.Exact(expected, actual);

        using var error = TensorFill.Whole([channels, channels], 2);
        Mirror(error);
        using var expectedGradient = TensorFill.Whole(shape, 3);
        var actualGradient = maps.Copy(expectedGradient, isBlocked);
        GramReference.AddGradient(error, FeatureMap<float>.Of(features), window, weights, 0.5f, FeatureMap<float>.Of(expectedGradient));
        GramMatrix.AddGradient(error, map, window, weights, 0.5f, actualGradient, workers, pool);
        TensorAssert.Exact(expectedGradient, maps.Copy(actualGradient));
    }

    private static void Mirror(Tensor<float> matrix)
    {
        var n = matrix.Shape[0];
        for (var i = 0; i < n * n; i++)
        {
            if (i % n > i / n)
            {
                matrix.Span[i] = matrix.Span[(i % n * n) + (i / n)];
            }
        }
    }
}
