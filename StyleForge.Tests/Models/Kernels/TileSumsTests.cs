using System.Runtime.Intrinsics;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

/// <summary>The inner product of the gradient by weights against plain loops, equal to the bit on small whole numbers.</summary>
[EveryWidth]
public sealed unsafe class TileSumsTests
{
    private const int Lanes = 16;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(48)]
    public void Every_width_sums_over_all_tiles(int tiles)
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            return; // There are no vectors to sum with.
        }

        // Wider vectors than the processor's are computed in halves, so that every kernel is looked at everywhere.
        Check<Lanes128>(tiles);
        Check<Lanes256>(tiles);
        Check<Lanes512>(tiles);
    }

    [Theory]
    [InlineData(144, 16)]
    [InlineData(144, 5)]
    [InlineData(27, 16)]
    [InlineData(9, 1)]
    [InlineData(45, 15)]
    public void A_block_is_added_transposed_and_nothing_else_is_touched(int columns, int rows)
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            return; // As above.
        }

        var stride = columns + 3;
        using var block = new GuardedBuffer([columns, Lanes]);
        using var matrix = new GuardedBuffer([((rows - 1) * stride) + columns]);
        Fill(block.Tensor.Span, 1);
        Fill(matrix.Tensor.Span, 2);
        var expected = matrix.Tensor.Span.ToArray();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                expected[(row * stride) + column] += block.Tensor.Span[(column * Lanes) + row];
            }
        }

        TileSums.AddTransposed(block.Tensor.Pointer, columns, rows, matrix.Tensor.Pointer, stride);
        Assert.Equal(expected, matrix.Tensor.Span.ToArray());
        matrix.Check();
        block.Check();
    }

    private static void Check<V>(int tiles)
        where V : struct, ILanes<V>
    {
        using var source = new GuardedBuffer([tiles, Lanes]);
        using var gradient = new GuardedBuffer([tiles, Lanes]);
        using var sums = new GuardedBuffer([Lanes, Lanes]);
        Fill(source.Tensor.Span, 3);
        Fill(gradient.Tensor.Span, 4);
        TileSums.Multiply<V>(tiles, source.Tensor.Pointer, gradient.Tensor.Pointer, sums.Tensor.Pointer, sourceAhead: 0, gradientAhead: 0);
        for (var i = 0; i < Lanes; i++)
        {
            for (var j = 0; j < Lanes; j++)
            {
                var sum = 0f;
                for (var tile = 0; tile < tiles; tile++)
                {
                    sum += source.Tensor.Span[(tile * Lanes) + i] * gradient.Tensor.Span[(tile * Lanes) + j];
                }

                Assert.Equal(sum, sums.Tensor.Span[(i * Lanes) + j]);
            }
        }

        sums.Check();
    }

    private static void Fill(Span<float> numbers, int seed)
    {
        var random = new Random(seed);
        foreach (ref var number in numbers)
        {
            number = random.Next(-8, 9);
        }
    }
}
