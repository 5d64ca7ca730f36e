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
    public static ArgumentException Named(string layer, ArgumentException refusal)
    {
        // The name of a parameter, which the framework adds, tells nothing to whoever sees the layer's name.
        var suffix = $" (Parameter '{refusal.ParamName}')";
        return new ArgumentException($"Layer '{layer}': {(refusal.Message.EndsWith(suffix, StringComparison.Ordinal) ? refusal.Message[..^suffix.Length] : refusal.Message)}", refusal);
    }
}
