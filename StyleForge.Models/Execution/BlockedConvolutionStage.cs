using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>A 3×3 convolution of what another stage gives, with its rectifier and perhaps its pooling.</summary>
internal sealed unsafe class BlockedConvolutionStage : BlockedWinogradStage
{
    private readonly BlockedStage _before;

    /// <param name="layers">The taps of the layers.</param>
    /// <param name="layer">The shape of the convolution's result, <c>(1, C, H, W)</c>.</param>
    /// <param name="multiplyAdds">Multiplications of a direct convolution.</param>
    /// <param name="before">The stage whose result is the source.</param>
    /// <param name="weights">The packed weights; null where it is only about memory.</param>
    /// <param name="pooling">The pooling; null for none.</param>
    /// <param name="border">What is read beyond the edge.</param>
    public BlockedConvolutionStage(
        IReadOnlyList<string> layers, Shape layer, long multiplyAdds, BlockedStage before, BlockedWeights? weights, PoolingKind? pooling, BorderMode border)
        : base(layers, layer, multiplyAdds, before.Channels, weights, pooling, border)
    {
        _before = before;
    }

    private TileSource Source => new(_before.Activations, gates: null, Layer[2], Layer[3], unpool: 1, isPooled: false);

    public override WinogradScratch Scratch()
    {
        var (forward, backward) = (ForwardScratch(ForwardGrid.Count), BackwardScratch(BackwardGrid.Count));
        return new WinogradScratch(Math.Max(forward.Shared, backward.Shared), Math.Max(forward.Own, backward.Own));
    }

    protected override void ComputeForward(BlockedContext context) => Forward(Source, ForwardGrid, context);

    protected override void ComputeBackward(BlockedContext context) => Backward(BackwardGrid, _before.Gradient, top: 0, IsStreamed(_before.Gradient), context);
}
