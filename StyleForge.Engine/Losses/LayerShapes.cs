using System.Runtime.CompilerServices;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Losses;

/// <summary>Shape checks that the losses share.</summary>
internal static class LayerShapes
{
    /// <summary>Throws unless two shapes are the same.</summary>
    public static void RequireEqual(
        Shape shape, Shape expected, string whose, [CallerArgumentExpression(nameof(shape))] string expression = "")
    {
        if (shape != expected)
        {
            throw new ArgumentException(
                $"{expression} is {shape}, but the {whose} has the shape {expected}: both must come from the same tap at the same size.");
        }
    }

    /// <summary>Throws unless a tensor holds one picture's features with the channels expected.</summary>
    public static void RequireFeatures(Shape features, int channels)
    {
        if (features.Rank < 3 || features[0] != 1 || features[1] != channels)
        {
            throw new ArgumentException(
                $"The features have the shape {features}, but a Gram matrix of {channels} channels needs 1×{channels}×H×W: use the same tap for both.");
        }
    }
}
