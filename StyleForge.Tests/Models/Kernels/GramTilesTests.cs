using StyleForge.Models.Kernels.Gram;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

/// <summary>All widths side by side: where the processor lacks one, the runtime puts it together from narrower ones.</summary>
[EveryWidth]
public sealed unsafe class GramTilesTests
{
    [Theory]
    [InlineData(16, 96)]
    [InlineData(32, 5)]
    [InlineData(48, 33)]
    [InlineData(64, 1)]
    [InlineData(80, 96)]
    [InlineData(112, 7)]
    public void Widths_and_rows_done_at_once_do_not_change_a_bit(int channels, int positions)
    {
        using var features = TensorFill.Uniform<float>([channels / 16, (positions * 16) + 32], 1);
        using var whole = Sums<Lanes256>(features, channels, positions, channels);
        using var wide = Sums<Lanes512>(features, channels, positions, channels);
        using var narrow = Sums<Lanes128>(features, channels, positions, channels);
        using var parts = Sums<Lanes256>(features, channels, positions, 48);
        using var wideParts = Sums<Lanes512>(features, channels, positions, 48);
        using var thinParts = Sums<Lanes512>(features, channels, positions, 16);
        TensorAssert.SameBits(whole, wide);
        TensorAssert.SameBits(whole, narrow);
        TensorAssert.SameBits(whole, parts);
        TensorAssert.SameBits(whole, wideParts);
        TensorAssert.SameBits(whole, thinParts);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(48)]
    [InlineData(96)]
    public void The_triangle_holds_the_product_and_what_it_held_before(int channels)
    {
        const int Positions = 9;
        using var features = TensorFill.Whole([channels / 16, (Positions * 16) + 32], 1, limit: 3);
        using var sums = Sums<Lanes512>(features, channels, Positions, channels);
        for (var row = 0; row < channels; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var expected = 1f;
                for (var position = 0; position < Positions; position++)
                {
                    expected += At(features, row, position) * At(features, column, position);
                }

                Assert.Equal(expected, sums.Span[(row * channels) + column]);
            }
        }
    }

    private static float At(Tensor<float> features, int channel, int position) =>
        features.Pointer[(channel / 16 * features.Shape[1]) + (position * 16) + (channel % 16)];

    // The lower triangle of a matrix that was all ones, some rows at a time.
    private static Tensor<float> Sums<V>(Tensor<float> features, int channels, int positions, int rowsAtOnce)
        where V : struct, ILanes<V>
    {
        using var triangle = new GuardedBuffer([(int)GramTiles.LengthOf(channels)]);
        triangle.Tensor.Span.Fill(1);
        for (var row = 0; row < channels; row += rowsAtOnce)
        {
            GramTiles.Add<V>(
                features.Pointer, features.Shape[1], positions, row, Math.Min(row + rowsAtOnce, channels), channels, triangle.Tensor.Pointer, features.Pointer);
        }

        triangle.Check();
        var matrix = new Tensor<float>([channels, channels]);
        for (var row = 0; row < channels; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var panel = column / 16;
                matrix.Span[(row * channels) + column] = triangle.Tensor.Span[(int)GramTiles.PanelAt(panel, channels) + ((row - (panel * 16)) * 16) + (column % 16)];
            }
        }

        return matrix;
    }
}
