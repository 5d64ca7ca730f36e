using StyleForge.Engine.Objectives;

namespace StyleForge.Engine.Backends;

/// <summary>The backends of a run, each opened when it is first needed and kept to the end. Safe to use from several threads.</summary>
/// <param name="catalogue">What there is to choose from.</param>
public sealed class OpenBackends(IReadOnlyList<BackendEntry> catalogue) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, IBackend> _open = new(StringComparer.Ordinal);

    /// <summary>
    /// The backends for a share of the run, in the order in which they are to be tried: where one has too little memory or its device fails, the next takes the
    /// picture. Several devices of one word are dealt to the shares in turn.
    /// </summary>
    /// <param name="device">A word: <see cref="BackendCatalogue.Auto"/>, or what an entry of the catalogue understands.</param>
    /// <param name="share">The number of the share, from 0.</param>
    /// <returns>One or more; they stay this object's.</returns>
    /// <exception cref="ArgumentException">Nothing on this machine goes by that word.</exception>
    public IReadOnlyList<IBackend> For(string device, int share)
    {
        var found = Find(device);
        if (device == BackendCatalogue.Auto)
        {
            var processor = Find(BackendCatalogue.Processor)[0];
            return found.Count > 0 ? [Open(found[share % found.Count]), Open(processor)] : [Open(processor)];
        }

        return found.Count > 0
            ? [Open(found[share % found.Count])]
            : throw new ArgumentException($"There is no device '{device}' on this machine: take {BackendCatalogue.Auto} or {BackendCatalogue.Processor}.", nameof(device));
    }

    /// <summary>Disposes all that were opened.</summary>
    public void Dispose()
    {
        foreach (var backend in _open.Values)
        {
            backend.Dispose();
        }

        _open.Clear();
    }

    private List<(BackendEntry Entry, string Device)> Find(string device) =>
        [.. catalogue.SelectMany(entry => entry.Find(device).Select(found => (entry, found)))];

    private IBackend Open((BackendEntry Entry, string Device) choice)
    {
        lock (_gate)
        {
            return _open.TryGetValue(choice.Device, out var backend) ? backend : _open[choice.Device] = choice.Entry.Open(choice.Device);
        }
    }
}
