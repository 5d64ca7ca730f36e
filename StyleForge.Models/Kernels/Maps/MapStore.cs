using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>Writes the tiles of a <see cref="BlockedWinograd"/> into a map with a margin: bias, addend, bounds.</summary>
/// <param name="layout">The map.</param>
/// <param name="destination">Its first float.</param>
/// <param name="bias">One number for each channel, padded to whole blocks.</param>
/// <param name="addendLayout">A map that is added; null for none.</param>
/// <param name="addend">Its first float.</param>
/// <param name="finish">What becomes of the sums.</param>
internal readonly unsafe struct MapStore(MapLayout layout, float* destination, float* bias, MapLayout? addendLayout, float* addend, MapFinish finish) : ITileStore
{
    public void Write<V>(float* tile, int block, int y, int x)
        where V : struct, ILanes<V>
    {
        var down = Math.Min(layout.Extents[1] - y, WinogradTransform.Outputs);
        var across = Math.Min(layout.Extents[2] - x, WinogradTransform.Outputs);
        var b = bias + (block * MapLayout.Block);
        for (var row = 0; row < down; row++)
        {
            var to = destination + (block * layout.PlaneStride) + layout.At(0, y + row, x);
            var added = addendLayout is null ? null : addend + (block * addendLayout.PlaneStride) + addendLayout.At(0, y + row, x);
            var from = tile + (row * WinogradTransform.Outputs * MapLayout.Block);
            for (var lane = 0; lane < across * MapLayout.Block; lane += V.Count)
            {
                finish.Store(V.Add(V.Load(from + lane), V.Load(b + (lane % MapLayout.Block))), added is null ? null : added + lane, to + lane);
            }
        }
    }

    public float* Direct(int block, int y, int x, out nint rowStride)
    {
        rowStride = 0;
        return null;
    }
}
