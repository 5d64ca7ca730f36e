using System.Diagnostics.Metrics;
using StyleForge.Queue;
using StyleForge.Service;

namespace StyleForge.Web;

/// <summary>What the live page counts, for whoever listens to the meter <c>StyleForge</c>.</summary>
internal sealed class LiveMetrics : IDisposable
{
    private readonly Meter _meter = new(Telemetry.Name);
    private readonly Counter<long> _submissions;

    /// <summary>Begins to count.</summary>
    /// <param name="reader">Knows the queue as it was read last.</param>
    public LiveMetrics(QueueReader reader)
    {
        _submissions = _meter.CreateCounter<long>("styleforge.submissions", description: "Jobs that came through the live page.");
        _meter.CreateObservableGauge(
            "styleforge.queue.jobs",
            () => Enum.GetValues<JobState>().Select(state =>
                new Measurement<int>(reader.Latest.Count(state), new KeyValuePair<string, object?>("state", state.ToString().ToLowerInvariant()))),
            description: "Jobs of the queue by state.");
        _meter.CreateObservableGauge("styleforge.queue.paused", () => reader.Latest.IsPaused ? 1 : 0, description: "1 while no job is to be taken.");
    }

    /// <summary>A job came in.</summary>
    public void CountSubmission() => _submissions.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
