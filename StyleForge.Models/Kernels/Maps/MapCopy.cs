using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>Numbers that lie channel after channel into a map with lanes and a margin, and back; a plane of the map is one item of work.</summary>
/// <param name="layout">The map.</param>
internal sealed unsafe class MapCopy(MapLayout layout)
{
    /// <summary>Fills the map; lanes past the last channel become zeros.</summary>
    /// <param name="planar"><c>(C, D, H, W)</c>.</param>
    /// <param name="map">The first float of the map.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Fill(float* planar, float* map, WorkerPool workers) => workers.Run(new Plane(layout, planar, map, fills: true), layout.Planes);

    /// <summary>Reads the map out.</summary>
    /// <param name="map">The first float of the map.</param>
    /// <param name="planar">Room for <c>(C, D, H, W)</c>.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Read(float* map, float* planar, WorkerPool workers) => workers.Run(new Plane(layout, planar, map, fills: false), layout.Planes);

    private readonly struct Plane(MapLayout layout, float* planar, float* map, bool fills) : IWork
    {
        public void Do(int item, int worker)
        {
            var (depth, height, width) = (layout.Extents[0], layout.Extents[1], layout.Extents[2]);
            var channels = Math.Min(layout.Lanes, layout.Channels - (item * layout.Lanes));
            for (var row = 0; row < depth * height; row++)
            {
                var line = map + (item * layout.PlaneStride) + layout.At(row / height, row % height, 0);
                for (var lane = 0; lane < layout.Lanes; lane++)
                {
                    Row(line + lane, planar + ((((long)item * layout.Lanes) + lane) * layout.Positions) + ((long)row * width), width, lane < channels);
                }
            }
        }

        private void Row(float* line, float* numbers, int width, bool isChannel)
        {
            var lanes = layout.Lanes;
            if (lanes == 1)
            {
                Buffer.MemoryCopy(fills ? numbers : line, fills ? line : numbers, width * sizeof(float), width * sizeof(float));
                return;
            }

            for (var w = 0; w < width; w++)
            {
                if (!fills && isChannel)
                {
                    numbers[w] = line[(long)w * lanes];
                }
                else if (fills)
                {
                    line[(long)w * lanes] = isChannel ? numbers[w] : 0;
                }
            }
        }
    }
}
