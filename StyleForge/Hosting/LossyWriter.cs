using System.Text;

namespace StyleForge.Hosting;

/// <summary>
/// Writes for as long as somebody takes it: from the first failure on, be it a full disk or a terminal that is gone, everything
/// is dropped. What is told may be lost so, but never what it tells of.
/// </summary>
/// <param name="inner">Takes the text; null where there is nobody who could.</param>
internal sealed class LossyWriter(TextWriter? inner) : TextWriter
{
    private readonly Lock _writing = new();

    /// <summary>Why something was lost, to follow a colon; null where nothing was.</summary>
    public string? Loss { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => inner?.Encoding ?? Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Try(to => to.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(to => to.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(to => to.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine() => Try(to => to.WriteLine());

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(to => to.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Try(to => to.Flush());

    private void Try(Action<TextWriter> write)
    {
        lock (_writing)
        {
            if (Loss is not null)
            {
                return;
            }

            if (inner is null)
            {
                Loss = "it is closed";
                return;
            }

            try
            {
                write(inner);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Loss = failure.Message.TrimEnd('.');
            }
        }
    }
}
