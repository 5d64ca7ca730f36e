using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Execution;

/// <summary>What all stages of a blocked run share.</summary>
/// <param name="workers">The threads to work on.</param>
/// <param name="border">What convolutions read beyond the edge.</param>
/// <param name="scratch">Memory for the time of a kernel.</param>
internal sealed class BlockedContext(WorkerPool workers, BorderMode border, ScratchMemory scratch)
{
    public WorkerPool Workers { get; } = workers;

    public BorderMode Border { get; } = border;

    public ScratchMemory Scratch { get; } = scratch;

    /// <summary>Whom to show activations that will not be kept, during a forward pass; null for nobody.</summary>
    public ITapObserver<float>? Observer { get; set; }

    /// <summary>Whom to ask for gradients of activations that were not kept, during a backward pass.</summary>
    public ITapGradients<float>? Gradients { get; set; }
}
