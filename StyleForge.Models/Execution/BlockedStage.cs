using System.Diagnostics;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>
/// One or several layers that a blocked kernel computes at once, with the memory of their result and of the gradient by it.
/// </summary>
/// <param name="layers">The taps of the layers, first to last.</param>
/// <param name="destination">The shape of the result, <c>(1, C, H, W)</c>.</param>
/// <param name="multiplyAdds">Multiplications of the forward pass, counted as a direct convolution has them.</param>
internal abstract unsafe class BlockedStage(IReadOnlyList<string> layers, Shape destination, long multiplyAdds)
{
    private int _activations;
    private int _gradient;
    private TimeSpan _forward;
    private TimeSpan _backward;

    /// <summary>The tap on the result, if it was asked for.</summary>
    public string? Tap { get; init; }

    /// <summary>The least number of the result: zero with a rectifier, none where somebody looks before it.</summary>
    public float Floor { get; init; } = ActivationStore.Rectified;

    /// <summary>The result.</summary>
    public FeatureMap<float> Activations { get; private set; }

    /// <summary>The gradient by the result.</summary>
    public FeatureMap<float> Gradient { get; private set; }

    /// <summary>What it has taken since <see cref="ClearTime"/>.</summary>
    public virtual IReadOnlyList<LayerTime> Times => [new LayerTime(layers, Kernel, multiplyAdds, _forward, _backward)];

    /// <summary>The channels of the result.</summary>
    public int Channels => Destination[1];

    /// <summary>The shape of the result.</summary>
    protected Shape Destination { get; } = destination;

    /// <summary>The name of the kernel.</summary>
    protected abstract string Kernel { get; }

    // An odd number of cache lines, lest the same position of all planes fall on the same cache sets.
    private long PlaneStride => (((long)Destination.Positions + 1) | 1) * BlockedProduct.Lanes;

    private long MapLength => BlockedProduct.Padded(Destination[1]) / BlockedProduct.Lanes * PlaneStride;

    /// <summary>Floats that one bit for each element of a layer takes.</summary>
    protected static long GatesLength(Shape layer) => ((BlockedProduct.Padded(layer[1]) / BlockedProduct.Lanes * (long)layer.Positions) + 1) / 2;

    /// <summary>Asks for memory. Step i of n goes forward at time i and backward at time 2n − i; taps are read at time n.</summary>
    public virtual void Plan(MemoryPlan plan, int step, int steps, RunPurpose purpose)
    {
        var isForwardOnly = purpose == RunPurpose.Activations;
        var end = Tap is null ? step + 1 : isForwardOnly ? steps : (2 * steps) - step;
        _activations = plan.Add(MapLength, step, end);
        _gradient = isForwardOnly ? -1 : plan.Add(MapLength, (2 * steps) - step - 1, (2 * steps) - step);
    }

    /// <summary>Takes the memory.</summary>
    public virtual void Bind(MemoryPlan plan, float* arena)
    {
        Activations = new FeatureMap<float>(Destination, BlockedProduct.Lanes, arena + plan.Offset(_activations), PlaneStride);
        Gradient = _gradient < 0 ? default : new FeatureMap<float>(Destination, BlockedProduct.Lanes, arena + plan.Offset(_gradient), PlaneStride);
    }

    /// <summary>Computes the result.</summary>
    public virtual void Forward(BlockedContext context)
    {
        var start = Stopwatch.GetTimestamp();
        ComputeForward(context);
        AddTime(Stopwatch.GetElapsedTime(start), TimeSpan.Zero);
    }

    /// <summary>Computes the gradient by the source from the gradient by the result.</summary>
    public virtual void Backward(BlockedContext context)
    {
        var start = Stopwatch.GetTimestamp();
        ComputeBackward(context);
        AddTime(TimeSpan.Zero, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Sets its time to zero.</summary>
    public virtual void ClearTime() => (_forward, _backward) = (TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>The scratch memory that it needs.</summary>
    public abstract WinogradScratch Scratch();

    /// <summary>Counts time.</summary>
    protected void AddTime(TimeSpan forward, TimeSpan backward) => (_forward, _backward) = (_forward + forward, _backward + backward);

    protected abstract void ComputeForward(BlockedContext context);

    protected abstract void ComputeBackward(BlockedContext context);
}
