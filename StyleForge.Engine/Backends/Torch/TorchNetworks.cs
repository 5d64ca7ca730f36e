using StyleForge.Models.Fitting;
using StyleForge.Models.Torch;
using TorchSharp;

namespace StyleForge.Engine.Backends.Torch;

/// <summary>The networks on one device: those in use, and the one that was used last, for the next picture may want it. Safe to use from several threads.</summary>
internal sealed class TorchNetworks(string name, torch.Device device) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NetworkWeights<float>, Held> _held = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>Gives a network, which stays until it is returned as often as it was taken.</summary>
    public TorchNetwork Take(NetworkWeights<float> weights)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue(weights, out var held))
            {
                FreeUnused();
                held = new Held(TorchMemory.Guard(name, "the network's weights", () => new TorchNetwork(weights.Description, weights.Parameters, weights.Input, device)));
                _held.Add(weights, held);
            }

            held.Users++;
            return held.Network;
        }
    }

    /// <summary>Ends a use. The network stays until another one is wanted, or memory is short.</summary>
    public void Return(NetworkWeights<float> weights)
    {
        lock (_gate)
        {
            var held = _held[weights];
            if (--held.Users == 0)
            {
                Free(other => other.Users == 0 && other != held);
            }
        }
    }

    /// <summary>Frees what nobody uses.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool FreeUnused()
    {
        lock (_gate)
        {
            return Free(held => held.Users == 0);
        }
    }

    /// <summary>Frees all.</summary>
    public void Dispose() => Free(_ => true);

    private bool Free(Func<Held, bool> which)
    {
        var freed = _held.Where(pair => which(pair.Value)).ToArray();
        foreach (var (weights, held) in freed)
        {
            _held.Remove(weights);
            held.Network.Dispose();
        }

        return freed.Length > 0;
    }

    private sealed class Held(TorchNetwork network)
    {
        public TorchNetwork Network => network;

        public int Users { get; set; }
    }
}
