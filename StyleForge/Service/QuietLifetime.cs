using Microsoft.Extensions.Hosting;

namespace StyleForge.Service;

/// <summary>Leaves the signals to <see cref="Hosting.Interruption"/>, which every command listens to.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
