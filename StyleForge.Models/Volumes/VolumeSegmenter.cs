using StyleForge.Models.Execution;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Volumes;

/// <summary>Labels the tissues of a head, as brainchop does: scale, cut out the head, classify, and keep the largest connected piece.</summary>
public sealed class VolumeSegmenter
{
    // Quantiles are those of a volume of FreeSurfer's size, in which there is air around a smaller one.
    private const long UsualVoxels = 256L * 256 * 256;

    private readonly VolumeRecipe _recipe;
    private readonly VoxelClassifier _classifier;
    private readonly ConformedVolume _volume;
    private readonly (int First, int Second, int Third) _start;
    private readonly VoxelExtents _head;
    private readonly double _lowest;
    private readonly double _factor;

    /// <summary>Looks for the head in a volume.</summary>
    /// <param name="recipe">What the network needs.</param>
    /// <param name="network">The network with weights.</param>
    /// <param name="volume">The volume.</param>
    /// <param name="path">What sentences call it.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <exception cref="VolumeFileException">The volume shows nothing.</exception>
    public VolumeSegmenter(VolumeRecipe recipe, Network<float> network, ConformedVolume volume, string path, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(volume);
        (_recipe, _volume) = (recipe, volume);
        _classifier = new VoxelClassifier(network, workers);
        (_lowest, _factor) = Scale(path);
        (_start, _head) = FindHead();
        Shown = new VoxelExtents(_head.First + (2 * recipe.Margin), _head.Second + (2 * recipe.Margin), _head.Third + (2 * recipe.Margin));
    }

    /// <summary>What the network is shown: the head with its margin.</summary>
    public VoxelExtents Shown { get; }

    /// <summary>The bytes that all takes, the network on its largest block and the volumes beside it.</summary>
    public long Bytes(IReadOnlyList<VolumeBlock> blocks) => VolumeBytes + blocks.Max(block => _classifier.Bytes(block.Extents));

    /// <summary>The blocks in which the network is shown the head; empty where not even small ones fit.</summary>
    /// <param name="limit">The bytes that may be taken, the volumes included.</param>
    public IReadOnlyList<VolumeBlock> Plan(long limit) => _classifier.Plan(Shown, limit - VolumeBytes);

    /// <summary>Labels the volume.</summary>
    /// <param name="blocks">The blocks: see <see cref="Plan"/>.</param>
    /// <param name="keepsAll">False to make background of all but the largest connected piece.</param>
    /// <param name="progress">Is told the share that is done, 0 to 1; may throw to end the work.</param>
    /// <returns>A label for each voxel of the conformed volume.</returns>
    public byte[] Segment(IReadOnlyList<VolumeBlock> blocks, bool keepsAll = false, Action<double>? progress = null)
    {
        var found = _classifier.Classify(Shown, Numbers(), blocks, progress);
        var labels = new byte[_volume.Voxels.Length];
        for (var i = 0; i < _head.First; i++)
        {
            for (var j = 0; j < _head.Second; j++)
            {
                found.AsSpan(Shown.Place(i + _recipe.Margin, j + _recipe.Margin, _recipe.Margin), _head.Third)
                    .CopyTo(labels.AsSpan(_volume.Extents.Place(_start.First + i, _start.Second + j, _start.Third)));
            }
        }

        if (!keepsAll)
        {
            ConnectedVoxels.KeepLargest(_volume.Extents, labels);
        }

        return labels;
    }

    // The source's voxels and labels, as many as the conformed ones or so; those, their labels and which of them are connected; what the network is shown, and its labels.
    private long VolumeBytes => (_volume.Extents.Count * (sizeof(float) + 4)) + (Shown.Count * (sizeof(float) + 1));

    private ((int First, int Second, int Third) Start, VoxelExtents Extents) FindHead()
    {
        var largest = (_volume.Voxels.Max() - _lowest) * _factor;
        var (extents, least) = (_volume.Extents, _recipe.LeastShare * largest);
        var seen = ((bool[] First, bool[] Second, bool[] Third))(new bool[extents.First], new bool[extents.Second], new bool[extents.Third]);
        for (var voxel = 0; voxel < _volume.Voxels.Length; voxel++)
        {
            if ((_volume.Voxels[voxel] - _lowest) * _factor > least)
            {
                seen.First[voxel / (extents.Second * extents.Third)] = true;
                seen.Second[voxel / extents.Third % extents.Second] = true;
                seen.Third[voxel % extents.Third] = true;
            }
        }

        var ((first, firsts), (second, seconds), (third, thirds)) = (Stretch(seen.First), Stretch(seen.Second), Stretch(seen.Third));
        return ((first, second, third), new VoxelExtents(firsts, seconds, thirds));
    }

    private static (int Start, int Length) Stretch(bool[] seen)
    {
        var start = Array.IndexOf(seen, true);
        return (start, Array.LastIndexOf(seen, true) - start + 1);
    }

    private float[] Numbers()
    {
        var numbers = new float[Shown.Count];
        for (var i = 0; i < _head.First; i++)
        {
            for (var j = 0; j < _head.Second; j++)
            {
                var from = _volume.Voxels.AsSpan(_volume.Extents.Place(_start.First + i, _start.Second + j, _start.Third), _head.Third);
                var to = numbers.AsSpan(Shown.Place(i + _recipe.Margin, j + _recipe.Margin, _recipe.Margin));
                for (var k = 0; k < from.Length; k++)
                {
                    to[k] = (float)((from[k] - _lowest) * _factor);
                }
            }
        }

        return numbers;
    }

    private (double Lowest, double Factor) Scale(string path)
    {
        var counts = new long[byte.MaxValue + 1];
        foreach (var voxel in _volume.Voxels)
        {
            counts[voxel]++;
        }

        var (lowest, highest) = (Array.FindIndex(counts, count => count > 0), Array.FindLastIndex(counts, count => count > 0));
        if (_recipe.Scaling == VolumeScaling.Quantiles)
        {
            counts[0] += Math.Max(0, UsualVoxels - _volume.Extents.Count);
            var all = counts.Sum();
            (lowest, highest) = (Quantile(counts, (long)(all * 0.05)), Quantile(counts, (long)Math.Ceiling(all * 0.95) - 1));
        }

        return highest > lowest
            ? (lowest, 1.0 / (highest - lowest))
            : throw new VolumeFileException(path, $"shows next to nothing: nearly all its voxels are {lowest} where 0 to 255 is its whole range");
    }

    // The number at a place among all, in order.
    private static int Quantile(long[] counts, long place)
    {
        var (number, below) = (0, counts[0]);
        while (below <= place)
        {
            below += counts[++number];
        }

        return number;
    }
}
