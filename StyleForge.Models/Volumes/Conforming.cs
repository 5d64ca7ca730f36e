using StyleForge.Models.Threading;

namespace StyleForge.Models.Volumes;

/// <summary>Brings volumes into the form that the networks were trained on: see <see cref="ConformedVolume"/>.</summary>
public static class Conforming
{
    // Where a voxel of the result lies as near as this to one of the source, it is that one.
    private const double Exact = 1e-3;

    private const double HighShare = 0.999;
    private const int Bins = 1000;

    /// <summary>Conforms a volume: numbers are carried to 0 to 255 unless they are bytes, and what lies between voxels is interpolated.</summary>
    /// <param name="source">The volume.</param>
    /// <param name="path">What sentences call it.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <exception cref="VolumeFileException">All voxels are the same, or there would be too many.</exception>
    public static ConformedVolume Conform(Volume source, string path, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(workers);
        var toMillimetres = source.Orientation.ToMillimetres;
        var (extents, corner) = Box(source, toMillimetres, path);
        var toMillimetresHere = new Affine((-1, 0, 0, corner.Right - 0.5), (0, 0, 1, corner.Back + 0.5), (0, -1, 0, corner.Top - 0.5));
        var toSource = toMillimetres.Inverse().After(toMillimetresHere);
        var (offset, factor) = source.IsBytes ? (0, 1) : Scale(source, path);
        var voxels = new byte[extents.Count];
        workers.Run(new Resampling(source, toSource, extents, voxels, offset, factor), extents.First);
        return new ConformedVolume(extents, voxels, toSource.Inverse(), !IsTurn(toSource), !source.IsBytes);
    }

    // The box that holds the source, and where its axes begin.
    private static (VoxelExtents Extents, (double Right, double Top, double Back) Corner) Box(Volume source, Affine toMillimetres, string path)
    {
        var corners = from x in (double[])[-0.5, source.Width - 0.5]
                      from y in (double[])[-0.5, source.Height - 0.5]
                      from z in (double[])[-0.5, source.Depth - 0.5]
                      select toMillimetres.Of(x, y, z);
        var all = corners.ToArray();
        var (left, right) = (all.Min(corner => corner.X), all.Max(corner => corner.X));
        var (back, front) = (all.Min(corner => corner.Y), all.Max(corner => corner.Y));
        var (bottom, top) = (all.Min(corner => corner.Z), all.Max(corner => corner.Z));
        double[] spans = [right - left, top - bottom, front - back];
        if (spans.Any(span => !(span < NiftiReader.MostVoxels)) || spans.Aggregate(1.0, (count, span) => count * Math.Ceiling(span)) > NiftiReader.MostVoxels)
        {
            throw new VolumeFileException(path, FormattableString.Invariant(
                $"measures {spans[0]:0} by {spans[1]:0} by {spans[2]:0} mm, which is too much at 1 mm a voxel: are its units or its voxel sizes wrong?"));
        }

        int[] counts = [.. spans.Select(span => Math.Max(1, (int)Math.Ceiling(span - Exact)))];
        return (new VoxelExtents(counts[0], counts[1], counts[2]), (right, top, back));
    }

    // As FreeSurfer conforms: from the least number to that which a thousandth of the voxels that are not 0 exceed.
    private static (double Offset, double Factor) Scale(Volume source, string path)
    {
        var (least, largest) = (double.PositiveInfinity, double.NegativeInfinity);
        var (filled, total) = (0L, 0L);
        foreach (var slice in source.Slices)
        {
            total += slice.Length;
            foreach (double voxel in slice)
            {
                (least, largest) = (Math.Min(least, voxel), Math.Max(largest, voxel));
                filled += Math.Abs(voxel) >= 1e-15 ? 1 : 0;
            }
        }

        if (!(largest > least))
        {
            throw new VolumeFileException(path, FormattableString.Invariant($"shows nothing: all its voxels are {least}"));
        }

        var bin = (largest - least) / Bins;
        var counts = new long[Bins];
        foreach (var voxel in source.Slices.SelectMany(slice => slice))
        {
            counts[Math.Min(Bins - 1, (int)((voxel - least) / bin))]++;
        }

        var wanted = total - (long)((1 - HighShare) * filled);
        var (last, sum) = (0, counts[0]);
        while (last < Bins - 1 && sum < wanted)
        {
            last++;
            sum += counts[last];
        }

        return (least, byte.MaxValue / ((last + 1) * bin));
    }

    private static bool IsTurn(Affine map) => ((double, double, double, double)[])[map.X, map.Y, map.Z] is var rows
        && rows.All(row => IsWhole(row.Item1) && IsWhole(row.Item2) && IsWhole(row.Item3) && IsWhole(row.Item4));

    private static bool IsWhole(double number) => Math.Abs(number - Math.Round(number)) < Exact;

    /// <summary>A plane of the result is an item of work.</summary>
    private readonly struct Resampling(Volume source, Affine toSource, VoxelExtents extents, byte[] voxels, double offset, double factor) : IWork
    {
        public void Do(int item, int worker)
        {
            for (var j = 0; j < extents.Second; j++)
            {
                for (var k = 0; k < extents.Third; k++)
                {
                    var (x, y, z) = toSource.Of(item, j, k);
                    voxels[extents.Place(item, j, k)] = (byte)Math.Clamp(Math.Round((Interpolate(x, y, z) - offset) * factor), 0, byte.MaxValue);
                }
            }
        }

        // Outside of the source is what stands for 0 in the result.
        private double Interpolate(double x, double y, double z)
        {
            var (left, across) = Split(x);
            var (top, down) = Split(y);
            var (first, along) = Split(z);
            var sum = 0.0;
            for (var corner = 0; corner < 8; corner++)
            {
                var (dx, dy, dz) = (corner & 1, (corner >> 1) & 1, corner >> 2);
                var weight = (dx == 0 ? 1 - across : across) * (dy == 0 ? 1 - down : down) * (dz == 0 ? 1 - along : along);
                if (weight > 0)
                {
                    sum += weight * At(left + dx, top + dy, first + dz);
                }
            }

            return sum;
        }

        private double At(int x, int y, int z) =>
            x >= 0 && x < source.Width && y >= 0 && y < source.Height && z >= 0 && z < source.Depth ? source.Slices[z][(y * source.Width) + x] : offset;

        private static (int Place, double Share) Split(double place)
        {
            var whole = Math.Round(place);
            if (Math.Abs(place - whole) < Exact)
            {
                return ((int)whole, 0);
            }

            var below = Math.Floor(place);
            return ((int)below, place - below);
        }
    }
}
