using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>A rectifier by itself, after a convolution whose own numbers are looked at.</summary>
/// <param name="tap">The layer's tap.</param>
/// <param name="before">The convolution's stage, with a tap.</param>
/// <param name="layer">The shape of both.</param>
internal sealed class BlockedRectifierStage(string tap, BlockedStage before, Shape layer) : BlockedStage([tap], layer, multiplyAdds: 0)
{
    protected override string Kernel => "blocked-128";

    public override WinogradScratch Scratch() => default;

    protected override void ComputeForward(BlockedContext context) => BlockedRectifier.Forward(before.Activations, Activations, context.Workers);

    // The source is there: what is looked at is kept until the way back has passed it.
    protected override void ComputeBackward(BlockedContext context) =>
        BlockedRectifier.Backward(before.Activations, Gradient, before.Gradient, context.Workers);
}
