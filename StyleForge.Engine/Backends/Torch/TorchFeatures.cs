using StyleForge.Engine.Objectives;
using StyleForge.Models.Fitting;
using StyleForge.Models.Tensors;
using StyleForge.Models.Torch;
using TorchSharp;

namespace StyleForge.Engine.Backends.Torch;

/// <summary>A network on a device of libtorch, and a plan's objectives on it.</summary>
internal sealed class TorchFeatures(
    TorchNetworks networks, NetworkWeights<float> weights, ObjectiveDescription wanted, HostShare host, string name, torch.Device device) : IFeatures
{
    private TorchNetwork? _network = networks.Take(weights);

    private bool IsHere => device.type == DeviceType.CPU;

    /// <inheritdoc/>
    public long WeightBytes => IsHere ? 2 * weights.Bytes : weights.Bytes;

    /// <summary>Plans a level: the picture goes through the network whole. What a card has room for shows when it is taken.</summary>
    public ILevel Plan(LevelSizes sizes, long memory)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        var pictureBytes = 2L * 3 * sizeof(float) * sizes.Width * sizes.Height;
        var targets = wanted.StyleWeight > 0 ? sizes.Styles.Select(style => Bytes(style.Height, style.Width)).DefaultIfEmpty(0).Max() : 0;
        var work = pictureBytes + Bytes(sizes.Height, sizes.Width);
        var needed = Math.Max(targets, work);
        return new Level(this, sizes, new LevelCost(needed <= memory, needed, targets, work, RelativeCost: 1, Windows: 1, sizes.Width, sizes.Height)
        {
            Least = IsHere ? "for the picture as a whole" : "beside the card",
            Instead = IsHere ? "--device cpu, which works in windows" : null,
        });
    }

    /// <summary>Gives the network back, which is the backend's.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _network, null) is not null)
        {
            networks.Return(weights);
        }
    }

    private long Bytes(int height, int width) => IsHere ? TorchMemory.EvaluationBytes(weights.Description, wanted.Taps, height, width) : 0;

    private sealed class Level(TorchFeatures features, LevelSizes sizes, LevelCost cost) : ILevel
    {
        public LevelCost Cost => cost;

        public IObjective<float> Make(LevelPictures pictures, TensorPool pool, CancellationToken cancellation)
        {
            ArgumentNullException.ThrowIfNull(pictures);
            return (pictures.Content.Width, pictures.Content.Height) == (sizes.Width, sizes.Height)
                ? features.Make(pictures, cancellation)
                : throw new ArgumentException($"The content has {pictures.Content.Width}×{pictures.Content.Height} pixels, but the level was planned for {sizes.Width}×{sizes.Height}.", nameof(pictures));
        }
    }

    private TorchObjective Make(LevelPictures pictures, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_network is null, this);
        return TorchMemory.Guard(
            name,
            $"a picture of {pictures.Content.Width}×{pictures.Content.Height}",
            () => new TorchObjective(_network, wanted, pictures, host, name, device, networks.FreeUnused, cancellation),
            networks.FreeUnused);
    }
}
