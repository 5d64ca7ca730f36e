namespace StyleForge.Engine.Running;

/// <summary>Passes on what several threads tell, one after the other.</summary>
/// <param name="observer">Is told.</param>
internal sealed class SerialObserver(IRenderObserver observer) : IRenderObserver
{
    private readonly Lock _turn = new();

    /// <inheritdoc/>
    public void Observe(RenderEvent happened)
    {
        lock (_turn)
        {
            observer.Observe(happened);
        }
    }

    /// <inheritdoc/>
    public void Observe(in IterationDone done)
    {
        lock (_turn)
        {
            observer.Observe(done);
        }
    }
}
