using StyleForge.Engine.Losses;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Settings;
using StyleForge.Models.Torch;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Engine.Backends.Torch;

/// <summary>The losses as their formulas, on tensors of libtorch. Features are <c>(1, C, H, W)</c>; the results are single numbers.</summary>
internal static class TorchLosses
{
    /// <summary><c>Σ(F − F′)²</c>, or with a factor for each position, <c>(1, 1, H, W)</c>, the sum of squares multiplied by it; to be multiplied by <see cref="ContentScale"/>.</summary>
    public static TorchTensor Content(TorchTensor features, TorchTensor target, TorchTensor? factors = null) => factors is null
        ? (features - target).Squared().sum()
        : ((features - target).Squared() * factors).sum();

    /// <summary>λ of the content: see <see cref="ContentLoss{T}"/>.</summary>
    public static double ContentScale(TorchTensor target, LossNormalisation normalisation, TorchTensor? factors = null)
    {
        var count = factors is null ? target.numel() : Math.Max(Sum(factors) * target.size(1), 1);
        return normalisation switch
        {
            LossNormalisation.Relative => 1 / Math.Max(factors is null ? SumOfSquares(target) : Sum(target.Squared() * factors), ContentLoss<float>.MinimumMeanSquare * count),
            LossNormalisation.Mean => 1.0 / count,
            LossNormalisation.Gatys => 0.5,
            _ => throw new ArgumentOutOfRangeException(nameof(normalisation), normalisation, message: null),
        };
    }

    /// <summary><c>G = F·Fᵀ/M</c>, or with position weights m, <c>(1, H·W)</c>, <c>F·diag(m²)·Fᵀ/Σm²</c>.</summary>
    public static TorchTensor Gram(TorchTensor features, TorchTensor? positions = null)
    {
        var f = features.reshape(features.size(1), -1);
        if (positions is null)
        {
            return f.mm(f.t()).Over(f.size(1));
        }

        var weighted = f * positions;
        return weighted.mm(weighted.t()) / positions.Squared().sum();
    }

    /// <summary><c>Σ(G − G′)²</c>, to be multiplied by <see cref="StyleScale"/>.</summary>
    public static TorchTensor Style(TorchTensor features, TorchTensor target, TorchTensor? positions) => (Gram(features, positions) - target).Squared().sum();

    /// <summary>λ of the style: see <see cref="GramLoss{T}"/>.</summary>
    public static double StyleScale(TorchTensor target, LossNormalisation normalisation)
    {
        double channels = target.size(0);
        return normalisation switch
        {
            LossNormalisation.Relative => 1 / Math.Max(SumOfSquares(target), GramLoss<float>.MinimumMeanSquare * target.numel()),
            LossNormalisation.Mean => 1 / (channels * channels * channels * channels),
            LossNormalisation.Gatys => 1 / (4 * channels * channels),
            _ => throw new ArgumentOutOfRangeException(nameof(normalisation), normalisation, message: null),
        };
    }

    /// <summary>The differences between neighbouring pixels of a picture <c>(1, C, H, W)</c>: see <see cref="TotalVariationKind"/>.</summary>
    public static TorchTensor TotalVariation(TorchTensor picture, TotalVariationKind kind)
    {
        var (height, width) = (picture.size(2), picture.size(3));
        var across = Difference(picture, 0, 1);
        var down = Difference(picture, 1, 0);
        double channels = picture.size(1);
        switch (kind)
        {
            case TotalVariationKind.SquaredMean:
                // One pixel across or down has no differences that way; any finite factor of their empty sum will do.
                return across.Squared().sum().Over(channels * height * Math.Max(width - 1, 1)).Plus(down.Squared().sum().Over(channels * Math.Max(height - 1, 1) * width));
            case TotalVariationKind.Absolute:
                return across.abs().sum().Plus(down.abs().sum());
            case TotalVariationKind.NinePoint:
                // Beyond the edges the picture repeats itself, so only diagonals have differences there.
                var wide = F.pad(picture, (1, 1, 1, 1), PaddingModes.Replicate);
                var diagonals = Difference(wide, 1, 1).Squared().sum().Plus(Difference(wide, 1, -1).Squared().sum());
                return across.Squared().sum().Plus(down.Squared().sum()).Times(2 / (3 * channels * height * width))
                    .Plus(diagonals.Times(1 / (6 * channels * (height + 1) * (width + 1))));
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null);
        }
    }

    // Each pixel's difference to the one so many rows below and columns to the right, where there is one.
    private static TorchTensor Difference(TorchTensor picture, int rows, int columns)
    {
        var (height, width) = (picture.size(2) - rows, picture.size(3) - Math.Abs(columns));
        return picture.narrow(2, rows, height).narrow(3, Math.Max(columns, 0), width) - picture.narrow(2, 0, height).narrow(3, Math.Max(-columns, 0), width);
    }

    private static double SumOfSquares(TorchTensor tensor) => Sum(tensor.Squared());

    private static double Sum(TorchTensor tensor)
    {
        using var sum = tensor.sum(torch.ScalarType.Float64);
        return sum.item<double>();
    }
}
