using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StyleForge.Models.Networks;

namespace StyleForge.Engine.Running;

/// <summary>How to run, as opposed to what to make: nothing here changes a bit of a picture.</summary>
/// <param name="Threads">Threads to work on; null for one a processor.</param>
public sealed record RunOptions(int? Threads = null)
{
    /// <summary>Finds the file of a network's published weights on this machine; by default there is none.</summary>
    public Func<NetworkDescription, string?> FindWeights { get; init; } = _ => null;

    /// <summary>Is told, for debugging, which kernel took each layer and why; by default nobody is.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
