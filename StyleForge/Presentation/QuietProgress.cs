using StyleForge.Engine.Running;

namespace StyleForge.Presentation;

/// <summary>Says only what failed.</summary>
/// <param name="error">Takes the lines.</param>
internal sealed class QuietProgress(TextWriter error) : IProgressDisplay
{
    /// <inheritdoc/>
    public T During<T>(Func<T> work) => work();

    /// <inheritdoc/>
    public void Say(string line) => error.WriteLine(line);

    /// <inheritdoc/>
    public void SayStopping() => error.WriteLine(Words.Stopping);

    /// <inheritdoc/>
    public void Observe(RenderEvent happened)
    {
        if (happened is JobFailed failed)
        {
            error.WriteLine($"{failed.Plan.Name}: {failed.Message}");
        }
    }

    /// <inheritdoc/>
    public void Observe(in IterationDone done)
    {
    }
}
