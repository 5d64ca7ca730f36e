namespace StyleForge.Engine.Running;

/// <summary>Is told what happens to jobs, by one thread at a time: a progress display, a log, a stream of JSON lines.</summary>
public interface IRenderObserver
{
    /// <summary>Called after each event, on the thread that renders; be quick.</summary>
    void Observe(RenderEvent happened);

    /// <summary>Called after each iteration, as <see cref="Observe(RenderEvent)"/> is after everything else.</summary>
    void Observe(in IterationDone done);
}
