using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// Convolution by matrix products over columns that are packed block by block. Takes every geometry. The gradient by a
/// source of few channels is scattered, any other is gathered.
/// </summary>
internal sealed unsafe class GemmConvolution : ConvolutionKernel<float>
{
    private readonly ConvolutionProduct _forward;
    private readonly GatherProduct? _gather;
    private readonly ScatterProduct? _scatter;
    private readonly WeightsGradientProduct _weightsGradient;
    private readonly BorderFold? _fold;

    public GemmConvolution(ConvolutionExtents e, Tensor<float> weights, Tensor<float>? bias, WorkerPool workers, TensorPool pool)
    {
        var (ic, oc, taps) = (e.SourceChannels, e.DestinationChannels, e.Taps);
        var numbers = weights.Pointer;
        var columns = new ColumnSource(ic, e.Source, e.Destination, Axes(d => AxisView.Forward(e.Windows[d], e.Border, e.Source[d], e.Destination[d])));
        _forward = new ConvolutionProduct(
            e.Batch, e.Groups, oc, columns, (g, row, channel, tap) => numbers[(((((long)g * oc) + row) * ic + channel) * taps) + tap], bias is null ? [] : bias.Span, workers, pool);
        _weightsGradient = new WeightsGradientProduct(e, columns, workers, pool);

        if (ScatterProduct.Accepts(e))
        {
            _scatter = new ScatterProduct(e, weights, workers, pool);
            return;
        }

        // A border that repeats the source is made part of it: its gradient is computed too, then folded back.
        var (windows, extents) = (e.Windows, e.Source);
        if (e.Border != BorderMode.Zero)
        {
            extents = [.. e.Source.Zip(windows, (n, w) => n + w.Before + w.After)];
            windows = [.. windows.Select(w => w with { Before = 0, After = 0 })];
            _fold = new BorderFold(e, extents, workers, pool);
        }

        _gather = new GatherProduct(e, windows, extents, weights, workers, pool);
    }

    public override void Forward(Tensor<float> source, Tensor<float> destination) => _forward.Run(source.Pointer, destination.Pointer);

    public override void BackwardSource(Tensor<float> destinationGradient, Tensor<float> sourceGradient)
    {
        _scatter?.Run(destinationGradient.Pointer, sourceGradient.Pointer);
        _gather?.Run(destinationGradient.Pointer, _fold is null ? sourceGradient.Pointer : _fold.Extended);
        _fold?.Run(sourceGradient.Pointer);
    }

    public override void BackwardParameters(Tensor<float> source, Tensor<float> destinationGradient, Tensor<float> weightsGradient, Tensor<float>? biasGradient) =>
        _weightsGradient.Run(source.Pointer, destinationGradient.Pointer, weightsGradient.Pointer, biasGradient is null ? null : biasGradient.Pointer);

    public override void Dispose()
    {
        _forward.Dispose();
        _gather?.Dispose();
        _scatter?.Dispose();
        _weightsGradient.Dispose();
        _fold?.Dispose();
        base.Dispose();
    }

    private static AxisView[] Axes(Func<int, AxisView> axis) => [axis(0), axis(1), axis(2)];
}
