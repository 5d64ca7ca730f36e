using StyleForge.Engine.Objectives;
using StyleForge.Models.Fitting;

namespace StyleForge.Engine.Backends.Managed;

/// <summary>The kernels of this project, on the processor: StyleForge.Models from tensors to networks, losses and windows here.</summary>
public sealed class ManagedBackend : IBackend
{
    /// <summary>The engine's name in plans and records.</summary>
    public const string EngineName = "managed (cpu)";

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <inheritdoc/>
    public IFeatures Open(NetworkWeights<float> weights, ObjectiveDescription wanted, HostShare host) => new ManagedFeatures(weights, wanted, host);

    /// <summary>Nothing: packed weights are kept with the weights.</summary>
    public void Dispose()
    {
    }
}
