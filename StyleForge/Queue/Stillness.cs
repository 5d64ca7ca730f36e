namespace StyleForge.Queue;

/// <summary>Tells how long things have looked the same, by a clock that only this process reads: other clocks may be set, or go wrong.</summary>
/// <param name="time">The clock.</param>
internal sealed class Stillness(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (object Look, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>How long a thing has looked as it does now, as far as this process has seen: nothing at the first look.</summary>
    /// <param name="thing">Its name.</param>
    /// <param name="look">How it looks; compared by value.</param>
    public TimeSpan Of(string thing, object look)
    {
        lock (_gate)
        {
            if (!_seen.TryGetValue(thing, out var seen) || !seen.Look.Equals(look))
            {
                _seen[thing] = seen = (look, time.GetTimestamp());
            }

            return time.GetElapsedTime(seen.Since);
        }
    }

    /// <summary>Forgets all things but these, because they are there no longer.</summary>
    public void Keep(IReadOnlySet<string> things)
    {
        lock (_gate)
        {
            foreach (var gone in _seen.Keys.Where(thing => !things.Contains(thing)).ToList())
            {
                _seen.Remove(gone);
            }
        }
    }
}
