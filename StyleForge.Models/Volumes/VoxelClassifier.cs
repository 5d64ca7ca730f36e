using StyleForge.Models.Execution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Volumes;

/// <summary>Gives each voxel of a volume the class that a network finds likeliest, in one block or in several.</summary>
/// <param name="network">A network of <see cref="VolumeRecipe"/> with weights.</param>
/// <param name="workers">The threads to work on.</param>
public sealed class VoxelClassifier(Network<float> network, WorkerPool workers)
{
    /// <summary>The tap with a number for each class, the largest of which wins.</summary>
    private const string Tap = "classes";

    private int Reach => (network.Taps.Single(tap => tap.Name == Tap).ReceptiveField!.Value - 1) / 2;

    /// <summary>The blocks for a volume within some memory; empty where not even small ones fit.</summary>
    /// <param name="extents">The volume.</param>
    /// <param name="limit">The bytes that may be taken.</param>
    public IReadOnlyList<VolumeBlock> Plan(VoxelExtents extents, long limit) => VolumeBlocks.Cut(extents, Reach, Bytes, limit);

    /// <summary>The bytes that a block takes.</summary>
    public long Bytes(VoxelExtents extents)
    {
        // What a tensor cannot hold, no memory is enough for.
        var widest = network.Taps.Max(tap => tap.Channels);
        return widest * extents.Count > int.MaxValue
            ? long.MaxValue
            : network.RunBytes([1, 1, extents.First, extents.Second, extents.Third], [Tap], workers.Threads, isForwardOnly: true);
    }

    /// <summary>Classifies all voxels.</summary>
    /// <param name="extents">The volume.</param>
    /// <param name="voxels">Its numbers, as the network wants them.</param>
    /// <param name="blocks">The blocks: see <see cref="Plan"/>.</param>
    /// <param name="progress">Is told the share that is done, 0 to 1, after each layer of each block; may throw to end the work.</param>
    public byte[] Classify(VoxelExtents extents, float[] voxels, IReadOnlyList<VolumeBlock> blocks, Action<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        ArgumentNullException.ThrowIfNull(blocks);
        var labels = new byte[voxels.Length];
        var (all, done) = (blocks.Sum(block => block.Extents.Count), 0L);
        using var pool = new TensorPool();
        foreach (var block in blocks)
        {
            pool.Trim(); // Blocks of another size cannot use what the last one left.
            using var run = network.Prepare(
                [1, 1, block.Extents.First, block.Extents.Second, block.Extents.Third], [Tap], workers, pool, isForwardOnly: true);
            run.Progress = progress is null ? null : share => progress((done + (share * block.Extents.Count)) / all);
            Show(extents, voxels, block, run.Source);
            run.Forward();
            Choose(run.Tap(Tap), extents, block, labels);
            done += block.Extents.Count;
        }

        return labels;
    }

    private static void Show(VoxelExtents extents, float[] voxels, VolumeBlock block, Tensor<float> source)
    {
        var own = block.Extents;
        for (var i = 0; i < own.First; i++)
        {
            for (var j = 0; j < own.Second; j++)
            {
                voxels.AsSpan(extents.Place(block.Start.First + i, block.Start.Second + j, block.Start.Third), own.Third).CopyTo(source.Span[own.Place(i, j, 0)..]);
            }
        }
    }

    private static unsafe void Choose(FeatureMap<float> classes, VoxelExtents extents, VolumeBlock block, byte[] labels)
    {
        for (var i = 0; i < block.CoreExtents.First; i++)
        {
            for (var j = 0; j < block.CoreExtents.Second; j++)
            {
                var from = block.Extents.Place(
                    block.CoreStart.First - block.Start.First + i, block.CoreStart.Second - block.Start.Second + j, block.CoreStart.Third - block.Start.Third);
                var to = extents.Place(block.CoreStart.First + i, block.CoreStart.Second + j, block.CoreStart.Third);
                for (var k = 0; k < block.CoreExtents.Third; k++)
                {
                    var likeliest = 0;
                    for (var each = 1; each < classes.Planes; each++)
                    {
                        likeliest = classes.Pointer[(each * classes.PlaneStride) + from + k] > classes.Pointer[(likeliest * classes.PlaneStride) + from + k] ? each : likeliest;
                    }

                    labels[to + k] = (byte)likeliest;
                }
            }
        }
    }
}
