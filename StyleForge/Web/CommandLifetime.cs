using Microsoft.Extensions.Hosting;

namespace StyleForge.Web;

/// <summary>Leaves signals to the program, which stops the page as it stops everything else.</summary>
internal sealed class CommandLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
