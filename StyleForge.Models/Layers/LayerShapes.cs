using StyleForge.Models.Kernels;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Layers;

/// <summary>The sentences in which layers speak about shapes.</summary>
internal static class LayerShapes
{
    /// <summary>Checks a shape.</summary>
    /// <exception cref="ArgumentException">It is another one.</exception>
    public static void Require(string layer, string what, Shape actual, Shape expected)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"The {what} of layer '{layer}' must have the shape {expected}, but has {actual}.", what);
        }
    }

    /// <summary>Puts the layer's name in front of what a shape rule complained about.</summary>
    public static ArgumentException Named(string layer, ArgumentException refusal) => new($"Layer '{layer}': {refusal.Message}", refusal);

    /// <summary>Kernel extents and what is not usual about them: <c>3×3</c>, <c>3×3 stride 2×2</c>.</summary>
    public static string Describe(IReadOnlyList<Window> windows)
    {
        var text = string.Join('×', windows.Select(w => w.Size));
        text += windows.Any(w => w.Stride > 1) ? $" stride {string.Join('×', windows.Select(w => w.Stride))}" : string.Empty;
        return text + (windows.Any(w => w.Dilation > 1) ? $" dilation {string.Join('×', windows.Select(w => w.Dilation))}" : string.Empty);
    }
}
