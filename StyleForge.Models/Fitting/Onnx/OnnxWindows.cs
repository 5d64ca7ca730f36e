using StyleForge.Models.Kernels;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Fitting.Onnx;

/// <summary>How convolutions and poolings of an ONNX graph slide: <c>strides</c>, <c>pads</c>, <c>dilations</c> and <c>auto_pad</c>.</summary>
internal static class OnnxWindows
{
    /// <summary>The windows of an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="kernel">The sides of its kernel, outermost first.</param>
    /// <returns>One a spatial dimension, outermost first.</returns>
    /// <exception cref="WeightFormatException">No window here does what the settings say.</exception>
    public static Window[] Of(OnnxOperation operation, IReadOnlyList<int> kernel)
    {
        if (kernel.Count is < 1 or > 3 || kernel.Any(size => size > OnnxOperation.MostExtent))
        {
            throw operation.Wrong($"has a kernel of {string.Join("×", kernel)}, and layers here have 1 to 3 sides of up to {OnnxOperation.MostExtent}");
        }

        var strides = operation.Extents("strides", kernel.Count, least: 1);
        var dilations = operation.Extents("dilations", kernel.Count, least: 1);
        var pads = operation.Extents("pads", 2 * kernel.Count, least: 0);
        var automatic = operation.Word("auto_pad", "NOTSET");
        return [.. kernel.Select((size, d) => automatic switch
        {
            "NOTSET" or "" => new Window(size, strides[d], pads[d], pads[kernel.Count + d], dilations[d]),
            "VALID" => Window.Valid(size, strides[d], dilations[d]),
            "SAME_UPPER" => Window.SameAsTensorFlow(size, strides[d], dilations[d]),
            "SAME_LOWER" when strides[d] == 1 && dilations[d] * (size - 1) is var total => new Window(size, 1, total - (total / 2), total / 2, dilations[d]),
            _ => throw operation.Wrong($"has auto_pad = {automatic} with strides of {string.Join(", ", strides)}, and only NOTSET, VALID, SAME_UPPER, and SAME_LOWER with strides of 1 are read"),
        })];
    }

    /// <summary>The window that all of some dimensions have.</summary>
    /// <exception cref="WeightFormatException">They have several.</exception>
    public static Window Alike(OnnxOperation operation, IReadOnlyList<Window> windows) => windows.All(window => window == windows[0])
        ? windows[0]
        : throw operation.Wrong(
            $"slides in other ways along its dimensions (sides {string.Join(", ", windows.Select(window => window.Size))}; strides {string.Join(", ", windows.Select(window => window.Stride))}; "
            + $"padding {string.Join(", ", windows.Select(window => $"{window.Before}+{window.After}"))}), and such a layer has one window here");
}
