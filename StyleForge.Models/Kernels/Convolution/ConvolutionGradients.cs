using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// Both gradients of a convolution of any geometry by matrix products over columns that are packed block by block. The gradient by a source of few channels is
/// scattered, any other is gathered.
/// </summary>
internal sealed unsafe class ConvolutionGradients : IDisposable
{
    private readonly GatherProduct? _gather;
    private readonly ScatterProduct? _scatter;
    private readonly WeightsGradientProduct _weightsGradient;
    private readonly BorderFold? _fold;

    /// <summary>Packs the weights and takes the memory.</summary>
    /// <param name="e">The convolution.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="columns">The source as the forward pass sees it.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    public ConvolutionGradients(ConvolutionExtents e, Tensor<float> weights, ColumnSource columns, WorkerPool workers, TensorPool pool)
    {
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

    /// <summary>Computes the gradient by the source.</summary>
    public void BySource(float* destinationGradient, float* sourceGradient)
    {
        _scatter?.Run(destinationGradient, sourceGradient);
        _gather?.Run(destinationGradient, _fold is null ? sourceGradient : _fold.Extended);
        _fold?.Run(sourceGradient);
    }

    /// <summary>Adds to the gradient by the weights, and by the bias where there is one.</summary>
    public void ByParameters(float* source, float* destinationGradient, float* weightsGradient, float* biasGradient) =>
        _weightsGradient.Run(source, destinationGradient, weightsGradient, biasGradient);

    /// <inheritdoc/>
    public void Dispose()
    {
        _gather?.Dispose();
        _scatter?.Dispose();
        _weightsGradient.Dispose();
        _fold?.Dispose();
    }
}
