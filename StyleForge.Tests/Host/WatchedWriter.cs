using System.Text;

namespace StyleForge.Tests.Host;

/// <summary>Does something when a line is written.</summary>
/// <param name="inner">Takes all lines.</param>
/// <param name="condition">Which line it is.</param>
/// <param name="then">What to do after it.</param>
internal sealed class WatchedWriter(TextWriter inner, Predicate<string> condition, Action then) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void WriteLine(string? value)
    {
        inner.WriteLine(value);
        if (condition(value ?? ""))
        {
            then();
        }
    }
}
