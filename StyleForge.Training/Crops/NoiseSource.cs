using StyleForge.Models.Fitting;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Crops;

/// <summary>
/// Normal noise of any grain, looked up in a table that is drawn once from the seed: every device sees the same.
/// </summary>
internal sealed class NoiseSource : IDisposable
{
    private const int TableLength = 1 << 22;

    // As long as the longest side of a crop, and no divisor of the table's length: rows and planes begin elsewhere.
    private const long RowStride = 521;
    private const long PlaneStride = 1_398_101;

    private readonly Device _device;
    private readonly Tensor _table;
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly Tensor _planes;
    private readonly int _side;

    /// <summary>Draws the table.</summary>
    /// <param name="side">Pixels of a picture's side, up to 512.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="device">Where noise is wanted.</param>
    public NoiseSource(int side, ulong seed, Device device)
    {
        (_side, _device) = (side, device);
        var numbers = new float[TableLength];
        new SplitMix64(seed).FillNormal(numbers, 1);
        _table = tensor(numbers, [TableLength], device: device).DetachFromDisposeScope();
        using var scope = NewDisposeScope();
        _x = arange(Held(0), Held(side), One, ScalarType.Float32, device).view(1, 1, 1, side).DetachFromDisposeScope();
        _y = arange(Held(0), Held(side), One, ScalarType.Float32, device).view(1, 1, side, 1).DetachFromDisposeScope();
        _planes = (arange(Held(0), Held(3), One, ScalarType.Int64, device) * Held(PlaneStride)).view(1, 3, 1, 1).DetachFromDisposeScope();
    }

    /// <summary>Noise of deviation 1 for a batch of pictures.</summary>
    /// <param name="grains">The grain of each.</param>
    /// <param name="starts">Any number for each: where in the table it begins.</param>
    /// <returns><c>(N, 3, side, side)</c>.</returns>
    public Tensor Make(IReadOnlyList<NoiseGrain> grains, IReadOnlyList<ulong> starts)
    {
        using var scope = NewDisposeScope();
        var count = grains.Count;
        var axes = tensor(
            [.. grains.SelectMany(grain => (float[])[(float)grain.Across, (float)grain.Down, (float)grain.OtherAcross, (float)grain.OtherDown])], [count, 4], device: _device);
        var first = tensor([.. starts.Select(start => (long)(start % TableLength))], [count, 1, 1, 1], device: _device);
        Tensor Number(int place) => axes.narrow(1, place, 1).view(count, 1, 1, 1);
        var u = (Number(0) * _x).Plus(Number(1) * _y).floor_().to(ScalarType.Int64);
        var v = (Number(2) * _x).Plus(Number(3) * _y).floor_().to(ScalarType.Int64);
        var index = first.Plus(u).Plus(v * Held(RowStride)).Plus(_planes).remainder(Held(TableLength));
        return _table.index_select(0, index.view(-1)).view(count, 3, _side, _side).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        _x.Dispose();
        _y.Dispose();
        _planes.Dispose();
    }
}
