using System.Numerics;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Tiling;

/// <summary>A network run that is shown one window of a picture after the other. Nothing is allocated after construction.</summary>
public sealed class WindowedRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NetworkRun<T> _run;
    private readonly Dictionary<string, int> _strides;

    /// <summary>A run whose only window is the whole picture.</summary>
    /// <param name="run">The network, prepared for the picture; owned from here on.</param>
    public WindowedRun(NetworkRun<T> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        _strides = [];
        Plan = WindowPlan.Whole(run.Source.Shape[2], run.Source.Shape[3]);
    }

    /// <summary>Puts a run and its windows together.</summary>
    /// <param name="run">The network, prepared for one window; owned from here on.</param>
    /// <param name="plan">The windows.</param>
    /// <param name="network">The run's network.</param>
    /// <exception cref="ArgumentException">The run was prepared for another shape than the windows'.</exception>
    public WindowedRun(NetworkRun<T> run, WindowPlan plan, NetworkDescription network)
    {
        if (run.Source.Shape != plan.Source)
        {
            throw new ArgumentException($"The run was prepared for {run.Source.Shape}, but the windows are {plan.Source}.", nameof(run));
        }

        (_run, Plan) = (run, plan);
        _strides = network.Taps.Where(tap => tap.Stride is not null).ToDictionary(tap => tap.Name, tap => tap.Stride!.Value, StringComparer.Ordinal);
    }

    /// <summary>The network, prepared for one window.</summary>
    public NetworkRun<T> Run => _run;

    /// <summary>
    /// What each layer has taken for all windows since <see cref="ClearTimes"/>. Multiplications are those of the picture,
    /// without what is done over again where windows overlap.
    /// </summary>
    public IReadOnlyList<LayerTime> Times => Plan.IsWhole
        ? _run.Times
        : [.. _run.Times.Select(time => time with { MultiplyAdds = (long)((double)time.MultiplyAdds * Plan.Height * Plan.Width / Plan.WindowHeight / Plan.WindowWidth) })];

    /// <summary>The windows.</summary>
    public WindowPlan Plan { get; }

    /// <summary>Numbers of the whole picture.</summary>
    public int Length => 3 * Plan.Height * Plan.Width;

    /// <summary>Sets <see cref="Times"/> to zero.</summary>
    public void ClearTimes() => _run.ClearTimes();

    /// <summary>Shows a window to the network, which computes its features.</summary>
    /// <param name="picture">The whole picture, planar RGB.</param>
    /// <param name="window">Which part.</param>
    /// <param name="observer">Is shown the features; null for nobody.</param>
    public void Forward(ReadOnlySpan<T> picture, PictureWindow window, ITapObserver<T>? observer = null)
    {
        var source = _run.Source.Span;
        for (var row = 0; row < 3 * Plan.WindowHeight; row++)
        {
            var (channel, y) = Math.DivRem(row, Plan.WindowHeight);
            var from = (((channel * Plan.Height) + window.Top + y) * Plan.Width) + window.Left;
            picture.Slice(from, Plan.WindowWidth).CopyTo(source[(row * Plan.WindowWidth)..]);
        }

        _run.Forward(observer);
    }

    /// <summary>The shape of a tap's whole layer.</summary>
    public Shape LayerOf(string tap)
    {
        var map = _run.ShapeOf(tap);
        return Plan.IsWhole
            ? map
            : [1, map[1], map[2] + ((Plan.Height - Plan.WindowHeight) / _strides[tap]), map[3] + ((Plan.Width - Plan.WindowWidth) / _strides[tap])];
    }

    /// <summary>What a window, or a strip of it, shows of a tap's layer, and which of it counts.</summary>
    /// <param name="tap">The tap.</param>
    /// <param name="window">The window.</param>
    /// <param name="firstRow">The row of the window's activations there that is the strip's first.</param>
    /// <param name="rows">How many rows the strip has.</param>
    public FeatureWindow At(string tap, PictureWindow window, int firstRow, int rows)
    {
        var map = _run.ShapeOf(tap);
        return (Plan.IsWhole ? FeatureWindow.Whole(map) : Plan.Features.Of(window, _strides[tap], map)).Rows(firstRow, rows);
    }

    /// <summary>Goes back from the taps of the last <see cref="Forward"/>, and keeps the gradient by the core of its window.</summary>
    /// <param name="gradients">Asked at each tap.</param>
    /// <param name="window">The window of the last <see cref="Forward"/>.</param>
    /// <param name="gradient">The gradient by the whole picture; the core is overwritten.</param>
    public void Backward(ITapGradients<T> gradients, PictureWindow window, Span<T> gradient)
    {
        ReadOnlySpan<T> found = _run.Backward(gradients).Span;
        var core = window.Core;
        for (var row = 0; row < 3 * core.Height; row++)
        {
            var (channel, y) = Math.DivRem(row, core.Height);
            var from = (((channel * Plan.WindowHeight) + core.Top - window.Top + y) * Plan.WindowWidth) + core.Left - window.Left;
            var to = (((channel * Plan.Height) + core.Top + y) * Plan.Width) + core.Left;
            found.Slice(from, core.Width).CopyTo(gradient[to..]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();
}
