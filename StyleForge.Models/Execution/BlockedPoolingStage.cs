using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>A 2×2 pooling by itself.</summary>
/// <param name="tap">The layer's tap.</param>
/// <param name="before">The stage whose result is the source.</param>
/// <param name="source">The shape of the source.</param>
/// <param name="kind">Maximum or average.</param>
internal sealed unsafe class BlockedPoolingStage(string tap, BlockedStage before, Shape source, PoolingKind kind)
    : BlockedStage([tap], [1, source[1], source[2] / 2, source[3] / 2], multiplyAdds: 0)
{
    private ushort* _winners;
    private int _block = -1;

    protected override string Kernel => "blocked-128";

    private bool IsMaximum => kind == PoolingKind.Maximum;

    public override void Plan(MemoryPlan plan, int step, int steps, RunPurpose purpose)
    {
        base.Plan(plan, step, steps, purpose);
        _block = IsMaximum ? plan.Add(GatesLength(source), step, purpose == RunPurpose.Activations ? step : (2 * steps) - step) : -1;
    }

    public override void Bind(MemoryPlan plan, float* arena)
    {
        base.Bind(plan, arena);
        _winners = _block < 0 ? null : (ushort*)(arena + plan.Offset(_block));
        if (_winners is not null)
        {
            // The last row and column of odd extents are in no window: nobody writes their bits.
            new Span<byte>(_winners, checked((int)(GatesLength(source) * sizeof(float)))).Clear();
        }
    }

    public override WinogradScratch Scratch() => default;

    protected override void ComputeForward(BlockedContext context) =>
        BlockedPooling.Forward(before.Activations, Activations, _winners, IsMaximum, context.Workers);

    protected override void ComputeBackward(BlockedContext context) =>
        BlockedPooling.Backward(Gradient, before.Gradient, _winners, IsMaximum, context.Workers);
}
