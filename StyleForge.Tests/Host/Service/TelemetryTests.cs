using System.Diagnostics.Metrics;
using StyleForge.Service;

namespace StyleForge.Tests.Host.Service;

/// <summary>What a service tells those who measure it.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly WatchStudio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public void What_happens_can_be_measured()
    {
        _studio.Drop("a.json");
        _studio.Drop("bad.json", "{}");
        var measured = new Dictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, mine) => EnableOwn(instrument, mine) };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
        listener.Start();

        _studio.Once();

        Assert.True(measured["styleforge.jobs.taken"] >= 2);
        Assert.True(measured["styleforge.jobs.done"] >= 1);
        Assert.True(measured["styleforge.jobs.failed"] >= 1);
        Assert.True(measured["styleforge.picture.duration"] >= 12);

        static void EnableOwn(Instrument instrument, MeterListener mine)
        {
            if (instrument.Meter.Name == Telemetry.Name)
            {
                mine.EnableMeasurementEvents(instrument);
            }
        }

        void Add(Instrument instrument, double value)
        {
            lock (measured)
            {
                measured[instrument.Name] = measured.GetValueOrDefault(instrument.Name) + value;
            }
        }
    }

    [Fact]
    public void The_length_of_the_queue_can_be_asked_for()
    {
        using var telemetry = new Telemetry(new Queue.QueueBench().Open());
        var length = -1L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, mine) =>
            {
                if (instrument.Name == "styleforge.queue.length")
                {
                    mine.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => length = value);
        listener.Start();
        listener.RecordObservableInstruments();

        Assert.Equal(0, length);
    }
}
