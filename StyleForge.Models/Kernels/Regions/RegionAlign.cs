using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Regions;

/// <summary>
/// RoIAlign (He et al. 2017): every region of a map, whatever its size, in the same number of cells, read between the positions rather than rounded to them. First down, then across: see
/// <see cref="RegionAxis"/>. Made ready for maps of one shape; a call does not allocate.
/// </summary>
public sealed unsafe class RegionAlign : IDisposable
{
    private readonly int _cells;
    private readonly Shape _map;
    private readonly Tensor<float> _down;
    private readonly Tensor<float> _across;
    private readonly WorkerPool _workers;
    private readonly WorkerScratch _scratch;

    /// <summary>Takes the memory that it needs.</summary>
    /// <param name="map">The maps, <c>(1, C, H, W)</c>.</param>
    /// <param name="most">The most regions of a call, 1 or more.</param>
    /// <param name="cells">Cells of a region across and down, 1 or more.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="pool">Where memory is rented.</param>
    public RegionAlign(Shape map, int most, int cells, WorkerPool workers, TensorPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        (_map, _cells, _workers) = (map, cells, workers);
        _down = pool.Rent<float>([most, cells, map[2]]);
        _across = pool.Rent<float>([most, cells, map[3]]);
        _scratch = new WorkerScratch(map[3], workers, pool);
        DestinationShape = [most, map[1], cells, cells];
    }

    /// <summary>The shape that results have: <c>(most regions, C, cells, cells)</c>.</summary>
    public Shape DestinationShape { get; }

    /// <summary>Reads regions.</summary>
    /// <param name="source">A map, in either layout.</param>
    /// <param name="regions">The regions, at most as many as it was made for.</param>
    /// <param name="destination">Of <see cref="DestinationShape"/>; what stands behind the last region is left as it is.</param>
    /// <exception cref="ArgumentException">The map, the result or the number of regions is another.</exception>
    public void Run(FeatureMap<float> source, ReadOnlySpan<MapRegion> regions, Tensor<float> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (source.Shape != _map || destination.Shape != DestinationShape || regions.Length > DestinationShape[0])
        {
            throw new ArgumentException(
                $"{regions.Length} regions of a map {source.Shape} into {destination.Shape} were asked for, but this was made for at most {DestinationShape[0]} of {_map} into {DestinationShape}.", nameof(source));
        }

        var (down, across) = (_cells * _map[2], _cells * _map[3]);
        for (var number = 0; number < regions.Length; number++)
        {
            RegionAxis.Fill(regions[number].Top, regions[number].Bottom, _cells, _down.Span.Slice(number * down, down));
            RegionAxis.Fill(regions[number].Left, regions[number].Right, _cells, _across.Span.Slice(number * across, across));
        }

        _workers.Run(new Work(this, source, destination.Pointer), regions.Length);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _down.Dispose();
        _across.Dispose();
        _scratch.Dispose();
    }

    private readonly struct Work(RegionAlign align, FeatureMap<float> source, float* destination) : IWork
    {
        public void Do(int item, int worker)
        {
            var (cells, channels, rows, columns, lanes) = (align._cells, source.Shape[1], source.Shape[2], source.Shape[3], source.Lanes);
            var line = new Span<float>(align._scratch[worker], columns);
            var down = align._down.Span.Slice(item * cells * rows, cells * rows);
            var across = align._across.Span.Slice(item * cells * columns, cells * columns);
            var to = destination + ((long)item * channels * cells * cells);
            for (var channel = 0; channel < channels; channel++)
            {
                var plane = source.Pointer + (channel / lanes * source.PlaneStride) + (channel % lanes);
                for (var cell = 0; cell < cells; cell++, to += cells)
                {
                    Down(plane, lanes, down.Slice(cell * rows, rows), line);
                    for (var column = 0; column < cells; column++)
                    {
                        to[column] = Dot(across.Slice(column * columns, columns), line);
                    }
                }
            }
        }

        private static void Down(float* plane, int lanes, ReadOnlySpan<float> weights, Span<float> line)
        {
            line.Clear();
            for (var row = 0; row < weights.Length; row++)
            {
                if (weights[row] is not 0 and var weight)
                {
                    var from = plane + ((long)row * line.Length * lanes);
                    for (var column = 0; column < line.Length; column++)
                    {
                        line[column] += weight * from[(long)column * lanes];
                    }
                }
            }
        }

        private static float Dot(ReadOnlySpan<float> weights, ReadOnlySpan<float> line)
        {
            var sum = 0f;
            for (var column = 0; column < line.Length; column++)
            {
                sum += weights[column] * line[column];
            }

            return sum;
        }
    }
}
