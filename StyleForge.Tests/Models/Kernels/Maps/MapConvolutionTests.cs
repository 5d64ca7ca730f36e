using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Kernels.Maps;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels.Maps;

/// <summary>Convolutions between maps against the reference: exactly, on numbers whose every sum is exact. Without vectors there are none.</summary>
[EveryWidth]
public sealed unsafe class MapConvolutionTests
{
    [VectorFact]
    public void Every_width_of_a_row_and_every_number_of_channels_gives_the_exact_sums()
    {
        for (var n = 1; n <= 37; n++)
        {
            Compare(new(n, 38 - n, [Window.Same(3), Window.Same(3)]), [1, n, 3, n], lanes: 16);
            Compare(new(3, n, [Window.Valid(1), Window.Valid(1)]), [1, 3, 2, n], lanes: 1);
        }
    }

    [VectorTheory]
    [InlineData(1)]
    [InlineData(16)]
    public void Strides_dilations_and_uneven_margins_in_one_two_and_three_dimensions_are_right(int lanes)
    {
        Compare(new(5, 33, [new(3, 2, 1, 2, 2)]), [1, 5, 21], lanes);
        Compare(new(3, 18, [new(7, 2, 3, 3), new(7, 2, 3, 3)]), [1, 3, 23, 30], lanes);
        Compare(new(4, 40, [new(2, 3, 1, 0), new(11, 4)]), [1, 4, 9, 43], lanes);
        Compare(new(9, 7, [Window.SameAsTensorFlow(3, 2), Window.SameAsTensorFlow(3, 2)]), [1, 9, 12, 11], lanes);
        Compare(new(2, 5, [Window.Same(3, dilation: 4), Window.Same(3, dilation: 2), Window.Same(3)]), [1, 2, 5, 6, 17], lanes);
    }

    [VectorFact]
    public void Items_of_tiles_and_of_panels_join_up()
    {
        Compare(new(16, 16, [Window.Same(3), Window.Same(3)]), [1, 16, 61, 67], lanes: 16);
        Compare(new(40, 150, [Window.Same(3), Window.Same(3)]), [1, 40, 7, 7], lanes: 16);
        Compare(new(20, 70, [Window.Valid(1), Window.Valid(1)]), [1, 20, 41, 50], lanes: 16);
    }

    [VectorFact]
    public void Groups_of_whole_blocks_and_channels_by_themselves_are_right()
    {
        Compare(new(64, 96, [Window.Same(3), Window.Same(5)], groups: 2), [1, 64, 5, 13], lanes: 16);
        for (var n = 2; n <= 35; n++)
        {
            Compare(new(n, n, [Window.SameAsTensorFlow(3, 1 + (n % 2)), Window.Same(3, dilation: 1 + (n % 3))], groups: n), [1, n, 6, n], lanes: 16);
        }
    }

    [VectorFact]
    public void Winograds_kernels_agree_with_the_reference_within_their_rounding()
    {
        Compare(new(33, 70, [Window.Same(3), Window.Same(3)]), [1, 33, 14, 13], lanes: 16, isWinograd: true);
        Compare(new(64, 32, [Window.Same(3), Window.Same(3)]), [1, 64, 21, 30], lanes: 16, isWinograd: true);
    }

    [VectorFact]
    public void Only_what_the_kernels_can_compute_is_taken()
    {
        Assert.True(MapWeights.Accepts(new(3, 5, [Window.Same(3)])));
        Assert.False(MapWeights.Accepts(new(3, 5, [Window.Same(3)], border: BorderMode.Reflect)));
        Assert.False(MapWeights.Accepts(new(24, 48, [Window.Same(3)], groups: 3)));
        ConvolutionGeometry square = new(32, 32, [Window.Same(3), Window.Same(3)]);
        Assert.True(MapWinograd.Accepts(square, [1, 32, 10, 10]));
        Assert.False(MapWinograd.Accepts(square, [1, 32, 7, 7]));
        Assert.False(MapWinograd.Accepts(new(32, 32, [Window.Same(3), Window.Same(3, stride: 2)]), [1, 32, 20, 20]));
        Assert.False(MapWinograd.Accepts(new(16, 32, [Window.Same(3), Window.Same(3)]), [1, 16, 20, 20]));
    }

    // Plain, with bounds, and with an addend in a layout of its own.
    private static void Compare(ConvolutionGeometry geometry, Shape shape, int lanes, bool isWinograd = false)
    {
        using var source = TensorFill.Whole(shape, 1);
        using var weights = TensorFill.Whole(geometry.WeightsShape, 2);
        using var bias = TensorFill.Whole([geometry.DestinationChannels], 3);
        using var addend = TensorFill.Whole(geometry.DestinationShape(shape), 4);
        using var expected = new Tensor<float>(addend.Shape);
        using var actual = new Tensor<float>(addend.Shape);
        using var reference = new ReferenceConvolution<float>(new(geometry, shape), weights, bias);
        reference.Forward(source, expected);
        using (var again = Run(geometry, source, weights, bias, addend: null, MapFinish.None, lanes, threads: 1, isWinograd))
        {
            Check(again, 2e-12, "each element is off by a millionth of its depth");
        }

        for (var i = 0; i < expected.Length; i++)
        {
            expected.Span[i] = Math.Clamp(expected.Span[i] + addend.Span[i], 0, 6);
        }

        using var one = Run(geometry, source, weights, bias, addend, new MapFinish(0, 6), lanes, threads: 1, isWinograd);
        using var three = Run(geometry, source, weights, bias, addend, new MapFinish(0, 6), lanes, threads: 3, isWinograd);
        if (expected.Span.ContainsAnyExcept(0f))
        {
            Check(one, 1e-10, "what is off by a millionth of the sum is more of what the bounds leave of it");
            TensorAssert.SameBits(one, three);
        }

        void Check(Tensor<float> result, double tolerance, string because)
        {
            if (isWinograd)
            {
                TensorAssert.Close(expected, result, tolerance, because);
            }
            else
            {
                TensorAssert.Exact(expected, result);
            }
        }
    }

    private static Tensor<float> Run(
        ConvolutionGeometry geometry, Tensor<float> source, Tensor<float> weights, Tensor<float> bias, Tensor<float>? addend, MapFinish finish, int lanes, int threads, bool isWinograd)
    {
        using var workers = new WorkerPool(threads);
        var destination = geometry.DestinationShape(source.Shape);
        var missing = 3 - geometry.Windows.Count;
        Window[] windows = [.. Enumerable.Repeat(new Window(1), missing), .. geometry.Windows.Select((window, d) => window.Over(source.Shape[d + 2]))];
        var isBare = isWinograd;
        MapLayout from = new(source.Shape[1], lanes, Extents(source.Shape), [.. windows.Select(window => isBare ? 0 : window.Before)], [.. windows.Select(window => isBare ? 0 : window.After)]);
        MapLayout to = new(destination[1], 16, Extents(destination), [0, 1, 2], [0, 0, 1]);
        MapLayout other = new(destination[1], 16, Extents(destination), [0, 0, 1], [0, 1, 0]);
        using var memory = Laid(from, source, workers);
        using var added = addend is null ? null : Laid(other, addend, workers);
        using var result = new GuardedBuffer([checked((int)to.Length)]);
        var otherLayout = addend is null ? null : other;
        var otherPointer = added is null ? null : added.Tensor.Pointer;
        if (isWinograd)
        {
            using var kernels = new MapWinogradWeights(weights, bias, workers);
            var need = MapWinograd.Scratch(geometry, source.Shape);
            var (shared, own) = ((need.Shared + 15) / 16 * 16, (need.Own + 15) / 16 * 16);
            using var scratch = new Tensor<float>([checked((int)(shared + (own * threads)))]);
            new MapWinograd(kernels, from, to, otherLayout, finish).Run(memory.Tensor.Pointer, result.Tensor.Pointer, otherPointer, new ScratchMemory(scratch.Pointer, shared, own), workers);
        }
        else
        {
            using var packed = new MapWeights(geometry, weights, bias, lanes);
            if (packed.IsDepthwise)
            {
                new MapDepthwise(windows, packed, from, to, otherLayout, finish).Run(memory.Tensor.Pointer, result.Tensor.Pointer, otherPointer, workers);
            }
            else
            {
                new MapConvolution(windows, geometry.Groups, packed, from, to, otherLayout, finish).Run(memory.Tensor.Pointer, result.Tensor.Pointer, otherPointer, workers);
            }
        }

        result.Check();
        var planar = new Tensor<float>(destination);
        new MapCopy(to).Read(result.Tensor.Pointer, planar.Pointer, workers);
        return planar;
    }

    private static GuardedBuffer Laid(MapLayout layout, Tensor<float> numbers, WorkerPool workers)
    {
        var memory = new GuardedBuffer([checked((int)layout.Length)]);
        memory.Tensor.Span.Fill(float.NaN);
        for (var plane = 0; plane < layout.Planes; plane++)
        {
            layout.ClearMargin(memory.Tensor.Pointer + (plane * layout.PlaneStride));
        }

        new MapCopy(layout).Fill(numbers.Pointer, memory.Tensor.Pointer, workers);
        return memory;
    }

    private static int[] Extents(Shape shape) => [.. Enumerable.Repeat(1, 5 - shape.Rank), .. shape.Skip(2)];
}
