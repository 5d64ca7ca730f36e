using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Execution;

/// <summary>Normalisation, first convolution and, unless somebody looks before it, its rectifier.</summary>
internal sealed unsafe class BlockedPictureStage : BlockedStage
{
    private readonly BlockedWeights? _weights;
    private readonly PictureBorder _picture;
    private readonly Tensor<float>? _source;
    private readonly Tensor<float>? _sourceGradient;
    private float* _bordered;
    private float* _borderedGradient;
    private ushort* _gates;
    private (int Bordered, int Gradient, int Gates) _blocks;

    /// <param name="layers">The taps of the layers.</param>
    /// <param name="destination">The shape of the result.</param>
    /// <param name="multiplyAdds">Multiplications of a direct convolution.</param>
    /// <param name="weights">The packed weights; null, as the tensors, where it is only about memory.</param>
    /// <param name="input">How the weights want their pictures.</param>
    /// <param name="border">What is read beyond the edge.</param>
    /// <param name="source">The picture.</param>
    /// <param name="sourceGradient">The gradient by the picture.</param>
    public BlockedPictureStage(
        IReadOnlyList<string> layers, Shape destination, long multiplyAdds, BlockedWeights? weights, InputConvention input, BorderMode border, Tensor<float>? source, Tensor<float>? sourceGradient)
        : base(layers, destination, multiplyAdds)
    {
        _weights = weights;
        _source = source;
        _sourceGradient = sourceGradient;
        _picture = Border(destination, input, border);
    }

    protected override string Kernel => $"blocked-direct-{VectorWidth.Bits}";

    /// <summary>Between a picture as the caller has it and as the first convolution reads it.</summary>
    public static PictureBorder Border(Shape layer, InputConvention input, BorderMode border)
    {
        float[] factors = [.. input.Deviation.Select(deviation => (float)(input.Range / deviation))];
        float[] offsets = [.. input.Mean.Zip(input.Deviation, (mean, deviation) => (float)(-mean / deviation))];
        return new PictureBorder(layer[2], layer[3], border, factors, offsets, input.Order == ChannelOrder.Bgr);
    }

    public override void Plan(MemoryPlan plan, int step, int steps, RunPurpose purpose)
    {
        base.Plan(plan, step, steps, purpose);
        var (height, width) = (Destination[2], Destination[3]);
        var back = (2 * steps) - step;
        _blocks.Bordered = plan.Add(PictureConvolution.BorderedLength(height, width), step, step);
        _blocks.Gates = plan.Add(GatesLength(Destination), step, purpose == RunPurpose.Activations ? step : back);
        _blocks.Gradient = purpose == RunPurpose.PictureGradient ? plan.Add(PictureConvolution.GradientLength(height, width), back, back) : -1;
    }

    public override void Bind(MemoryPlan plan, float* arena)
    {
        base.Bind(plan, arena);
        _bordered = arena + plan.Offset(_blocks.Bordered);
        _gates = (ushort*)(arena + plan.Offset(_blocks.Gates));
        _borderedGradient = _blocks.Gradient < 0 ? null : arena + plan.Offset(_blocks.Gradient);
    }

    public override WinogradScratch Scratch() => new(Shared: 0, PictureConvolution.ScratchLength(Destination[1], Destination[3]));

    protected override void ComputeForward(BlockedContext context)
    {
        _picture.Forward(_source!.Pointer, _bordered, context.Workers);
        _weights!.Picture!.Forward(_bordered, _weights.Bias.Pointer, new GatedRows(Activations, _gates), Floor, BlockedWinogradStage.IsStreamed(Activations), context.Workers);
    }

    protected override void ComputeBackward(BlockedContext context)
    {
        _weights!.Picture!.Backward(new GatedRows(Gradient, _gates), _borderedGradient, first: 0, end: Destination[2] + 2, context.Scratch, context.Workers);
        _picture.Backward(_borderedGradient, _sourceGradient!.Pointer, context.Workers);
    }
}
