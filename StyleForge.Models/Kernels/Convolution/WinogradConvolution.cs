using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// Convolution of pictures by 3×3 kernels with stride 1 through <see cref="WinogradProduct"/>, forward and backward by
/// source; the gradient by the weights is the matrix product it always is.
/// </summary>
internal sealed unsafe class WinogradConvolution : ConvolutionKernel<float>
{
    // Times faster than the matrix product, forward / by source, one thread, 256-bit vectors (Zen 3): 64 → 64 at 512²
    // 3.6 / 3.8, 128 → 128 at 256² 4.3 / 3.9, 256 → 256 at 128² 3.0 / 3.4, 512 → 512 at 64² 3.5 / 4.1, 16 → 16 at 512²
    // 3.5 / 3.4, 32 → 32 at 256² 4.2 / 3.5, 8 → 8 at 256² 3.7 / 3.9. It ends with few channels (3 → 64 at 512² 1.0 / 1.1)
    // and few tiles (512 → 512 at 8² 2.0 / 2.1, at 4² 0.7 / 0.7).
    private const int LeastChannels = 8;
    private const int LeastExtent = 8;

    private readonly WinogradProduct _forward;
    private readonly WinogradProduct _backward;
    private readonly WeightsGradientProduct _weightsGradient;
    private readonly BorderFold? _fold;

    public WinogradConvolution(ConvolutionExtents e, Tensor<float> weights, Tensor<float>? bias, WorkerPool workers, TensorPool pool)
    {
        var (ic, oc) = (e.SourceChannels, e.DestinationChannels);
        var numbers = weights.Pointer;
        var axes = Axes(d => AxisView.Forward(e.Windows[d], e.Border, e.Source[d], e.Destination[d]));
        _forward = new WinogradProduct(
            e.Batch, ic, oc, e.Source[1..], e.Destination[1..], axes[1..], (row, channel, tap) => numbers[(((row * ic) + channel) * 9) + tap], bias is null ? [] : bias.Span, workers, pool);
        _weightsGradient = new WeightsGradientProduct(e, new ColumnSource(ic, e.Source, e.Destination, axes), workers, pool);

        // A border that repeats the source is made part of it: its gradient is computed too, then folded back.
        var (windows, extents) = (e.Windows, e.Source);
        if (e.Border != BorderMode.Zero)
        {
            extents = [.. e.Source.Zip(windows, (n, w) => n + w.Before + w.After)];
            windows = [.. windows.Select(w => w with { Before = 0, After = 0 })];
            _fold = new BorderFold(e, extents, workers, pool);
        }

        axes = Axes(d => AxisView.Backward(windows[d], 0, extents[d], e.Destination[d]));
        _backward = new WinogradProduct(
            e.Batch, oc, ic, e.Destination[1..], extents[1..], axes[1..], (row, channel, tap) => numbers[(((channel * ic) + row) * 9) + 8 - tap], [], workers, pool);
    }

    /// <summary>True for the geometry that this can compute: pictures, 3×3 kernels, no strides, dilation or groups.</summary>
    public static bool CanTake(ConvolutionExtents extents) =>
        extents.Groups == 1 && extents.Source[0] == 1 && extents.Windows[0] == new Window(1) &&
        extents.Windows[1..].All(window => window is { Size: 3, Stride: 1, Dilation: 1 });

    /// <summary>True where this is known to be faster than the matrix product over columns.</summary>
    public static bool Pays(ConvolutionExtents extents) =>
        Math.Min(extents.SourceChannels, extents.DestinationChannels) >= LeastChannels &&
        Math.Min(extents.Destination[1], extents.Destination[2]) >= LeastExtent;

    public override void Forward(Tensor<float> source, Tensor<float> destination) => _forward.Run(source.Pointer, destination.Pointer);

    public override void BackwardSource(Tensor<float> destinationGradient, Tensor<float> sourceGradient)
    {
        _backward.Run(destinationGradient.Pointer, _fold is null ? sourceGradient.Pointer : _fold.Extended);
        _fold?.Run(sourceGradient.Pointer);
    }

    public override void BackwardParameters(Tensor<float> source, Tensor<float> destinationGradient, Tensor<float> weightsGradient, Tensor<float>? biasGradient) =>
        _weightsGradient.Run(source.Pointer, destinationGradient.Pointer, weightsGradient.Pointer, biasGradient is null ? null : biasGradient.Pointer);

    public override void Dispose()
    {
        _forward.Dispose();
        _backward.Dispose();
        _weightsGradient.Dispose();
        _fold?.Dispose();
        base.Dispose();
    }

    private static AxisView[] Axes(Func<int, AxisView> axis) => [axis(0), axis(1), axis(2)];
}
