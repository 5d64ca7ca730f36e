using System.Diagnostics;
using System.Diagnostics.Metrics;
using StyleForge.Queue;

namespace StyleForge.Service;

/// <summary>What can be measured of a service: instruments of the meter <c>StyleForge</c>, activities of the source of the same name.</summary>
internal sealed class Telemetry : IDisposable
{
    /// <summary>Name of the meter and of the source of activities.</summary>
    public const string Name = "StyleForge";

    private readonly Meter _meter = new(Name);

    /// <summary>Makes the instruments.</summary>
    /// <param name="queue">Tells how many jobs wait, when somebody asks.</param>
    public Telemetry(IJobQueue queue)
    {
        Taken = _meter.CreateCounter<long>("styleforge.jobs.taken", "{job}", "Jobs that a worker began.");
        Done = _meter.CreateCounter<long>("styleforge.jobs.done", "{job}", "Jobs whose pictures are all made.");
        Failed = _meter.CreateCounter<long>("styleforge.jobs.failed", "{job}", "Jobs that failed.");
        PictureSeconds = _meter.CreateHistogram<double>("styleforge.picture.duration", "s", "Time that a picture took.");
        IterationRate = _meter.CreateGauge<double>("styleforge.iterations.rate", "{iteration}/s", "Iterations a second of the picture that was told of last.");
        _meter.CreateObservableGauge("styleforge.queue.length", () => CountWaiting(queue), "{job}", "Jobs that wait.");
    }

    /// <summary>Makes activities: one a job, and in it one a picture.</summary>
    public ActivitySource Activities { get; } = new(Name);

    /// <summary>Jobs that a worker began.</summary>
    public Counter<long> Taken { get; }

    /// <summary>Jobs whose pictures are all made.</summary>
    public Counter<long> Done { get; }

    /// <summary>Jobs that failed.</summary>
    public Counter<long> Failed { get; }

    /// <summary>Seconds that a picture took.</summary>
    public Histogram<double> PictureSeconds { get; }

    /// <summary>Iterations a second.</summary>
    public Gauge<double> IterationRate { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        Activities.Dispose();
    }

    private static int CountWaiting(IJobQueue queue) =>
        queue.ReadAsync(mostEnded: 0, CancellationToken.None).AsTask().GetAwaiter().GetResult().Count(job => job.State == JobState.Waiting);
}
