using Microsoft.Extensions.Logging;
using StyleForge.Engine.Features;
using StyleForge.Models.Execution;

namespace StyleForge.Engine.Backends.Managed;

/// <summary>What the log says of kernels.</summary>
internal static partial class KernelLog
{
    /// <summary>Logs a line a layer: which kernel took it, and why.</summary>
    public static void Kernels(this ILogger log, Network<float> network, NetworkRun<float> run)
    {
        if (!log.IsEnabled(LogLevel.Debug))
        {
            return;
        }

        var (height, width) = (run.Source.Shape[2], run.Source.Shape[3]);
        foreach (var path in LayerPaths.Of(network, run))
        {
            log.LayerTaken(width, height, path);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Width}×{Height} {Path}")]
    private static partial void LayerTaken(this ILogger log, int width, int height, LayerPath path);
}
