using StyleForge.Models.Fitting;

namespace StyleForge.Engine.Objectives;

/// <summary>
/// An engine on a device: the seam behind which one takes the place of another. What it gives is an <see cref="IObjective{T}"/>;
/// optimisers, pyramid, jobs and output know nothing of what computes it. Safe to use from several threads.
/// </summary>
public interface IBackend : IDisposable
{
    /// <summary>What computes, and where, for plans and records: <c>managed (cpu)</c>.</summary>
    string Name { get; }

    /// <summary>Opens a network to look at pictures of one plan.</summary>
    /// <param name="weights">The network's weights, at least to the deepest of the taps; stay their owner's, and there as long as the backend is used.</param>
    /// <param name="wanted">What is to be made small.</param>
    /// <param name="host">What of the machine the plan has to itself.</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="BackendException">The device failed, or has no room for the weights.</exception>
    IFeatures Open(NetworkWeights<float> weights, ObjectiveDescription wanted, HostShare host);
}
