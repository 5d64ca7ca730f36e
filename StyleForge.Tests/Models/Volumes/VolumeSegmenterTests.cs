using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Kernels;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Volumes;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Volumes;

public sealed class VolumeSegmenterTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);

    public void Dispose() => _workers.Dispose();

    // Two layers, which look three voxels far: blocks of a small volume are many.
    [Fact]
    public void Blocks_give_the_labels_of_the_whole()
    {
        var layers = MeshNet.FiveChannels.Layers.Where(layer => layer.Tap is "conv0" or "relu0" or "conv1" or "relu1" or "classes").ToList();
        var description = MeshNet.FiveChannels with { Layers = layers };
        using var weights = SeededWeights.Make(description, 5);
        using var network = Network<float>.Build(description, weights);
        var classifier = new VoxelClassifier(network, _workers);
        var extents = new VoxelExtents(23, 17, 29);
        var random = new Random(3);
        float[] voxels = [.. Enumerable.Range(0, (int)extents.Count).Select(_ => random.NextSingle())];

        var whole = classifier.Classify(extents, voxels, classifier.Plan(extents, long.MaxValue));
        var blocks = classifier.Plan(extents, classifier.Bytes(extents) / 2);
        var shares = new List<double>();
        var cut = classifier.Classify(extents, voxels, blocks, shares.Add);

        Assert.True(blocks.Count > 1);
        Assert.Equal(whole, cut);
        Assert.True(whole.Distinct().Count() > 1);
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(1, shares[^1], 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_block_takes_the_memory_that_it_is_said_to_take(int recipe)
    {
        using var network = Network<float>.BuildRandom(VolumeRecipe.All[recipe].Network, 5);
        using var pool = new TensorPool();
        var extents = new VoxelExtents(64, 80, 96);
        using var run = network.Prepare([1, 1, extents.First, extents.Second, extents.Third], ["classes"], _workers, pool, isForwardOnly: true);

        Assert.InRange((double)new VoxelClassifier(network, _workers).Bytes(extents) / pool.PeakBytes, 0.95, 1.05);
    }

    [Fact]
    public void A_request_to_end_is_heard_between_two_layers()
    {
        using var network = Network<float>.BuildRandom(MeshNet.FiveChannels, 5);
        var classifier = new VoxelClassifier(network, _workers);
        var extents = new VoxelExtents(9, 9, 9);

        Assert.Throws<OperationCanceledException>(() =>
            classifier.Classify(extents, new float[extents.Count], classifier.Plan(extents, long.MaxValue), _ => throw new OperationCanceledException()));
    }

    [TestDataTheory]
    [InlineData("model5_gw_ae", 0)]
    [InlineData("model11_gw_ae", 1)]
    [InlineData("model20chan3cls", 2)]
    public void A_block_gets_every_label_that_PyTorch_gives_it(string file, int recipe)
    {
        const string reference = "models/brainchop/reference.safetensors";
        var wanted = VolumeRecipe.All[recipe];
        using var weights = WeightFile.Read(TestData.Path($"models/brainchop/{file}/model.json"));
        using var network = Network<float>.Build(wanted.Network, weights);
        var classifier = new VoxelClassifier(network, _workers);
        var extents = new VoxelExtents(48, 48, 48);
        var largest = wanted.Scaling == VolumeScaling.Quantiles ? 112f : 255f;
        float[] voxels = [.. StoredBytes.Read(TestData.Path(reference), "volume_48").Select(voxel => voxel / largest)];

        var labels = classifier.Classify(extents, voxels, classifier.Plan(extents, long.MaxValue));

        Assert.Equal(StoredBytes.Read(TestData.Path(reference), $"{file}.labels_48"), labels);
    }

    // PyTorch was shown the block with its slices first, as they lie in the file.
    [TestDataFact]
    public void A_block_of_a_head_gets_every_label_that_PyTorch_gives_it()
    {
        var head = NiftiReader.Read(TestData.Path("models/brainchop/t1_crop.nii.gz"));
        var expected = NiftiReader.Read(TestData.Path("models/brainchop/labels_model5_gw_ae_z48-208_y32-224_x48-208.nii.gz"));
        using var weights = WeightFile.Read(TestData.Path("models/brainchop/model5_gw_ae/model.json"));
        using var network = Network<float>.Build(MeshNet.FiveChannels, weights);
        var classifier = new VoxelClassifier(network, _workers);
        var extents = new VoxelExtents(160, 192, 160);
        var voxels = new float[extents.Count];
        for (var i = 0; i < voxels.Length; i++)
        {
            voxels[i] = head.Slices[48 + (i / (192 * 160))][((32 + (i / 160 % 192)) * 256) + 48 + (i % 160)] / 255;
        }

        var labels = classifier.Classify(extents, voxels, classifier.Plan(extents, long.MaxValue));

        Assert.Equal(0, expected.Slices.SelectMany(slice => slice).Zip(labels).Count(pair => (byte)pair.First != pair.Second));
    }

    [Fact]
    public void The_head_is_cut_out_scaled_and_put_back()
    {
        var extents = new VoxelExtents(12, 13, 14);
        var voxels = new byte[extents.Count];
        for (var i = 3; i < 8; i++)
        {
            for (var j = 4; j < 7; j++)
            {
                voxels[extents.Place(i, j, 5)] = 200;
                voxels[extents.Place(i, j, 6)] = 100;
            }
        }

        var volume = new ConformedVolume(extents, voxels, default, IsResampled: false, IsRescaled: false);

        // One convolution, which tells voxels of more than half the largest from others.
        var description = MeshNet.FiveChannels with { Layers = [new ConvolutionDescription("classes", "classes", 1, 3, Window.Valid(1)) { Dimensions = 3 }] };
        var recipe = new VolumeRecipe(description, VolumeScaling.Range, 0.5, 2, VolumeRecipe.All[0].Labels);
        using var weights = Weights();
        using var network = Network<float>.Build(description, weights);
        var segmenter = new VolumeSegmenter(recipe, network, volume, "head.nii", _workers);

        Assert.Equal(new VoxelExtents(9, 7, 5), segmenter.Shown);
        var labels = segmenter.Segment(segmenter.Plan(long.MaxValue));
        Assert.Equal(voxels.Select(voxel => (byte)(voxel == 200 ? 1 : 0)), labels);
    }

    [Fact]
    public void Quantiles_count_the_air_around_a_small_volume()
    {
        // Were the volume's own voxels alone counted, all but a twentieth would be 60 at most.
        var extents = new VoxelExtents(20, 20, 20);
        byte[] voxels = [.. Enumerable.Range(0, (int)extents.Count).Select(i => (byte)(i % 61))];
        var volume = new ConformedVolume(extents, voxels, default, IsResampled: false, IsRescaled: false);
        using var network = Network<float>.BuildRandom(MeshNet.TwentyChannels, 1);

        var refusal = Assert.Throws<VolumeFileException>(() => new VolumeSegmenter(VolumeRecipe.All[2], network, volume, "head.nii", _workers));

        Assert.Equal("head.nii shows next to nothing: nearly all its voxels are 0 where 0 to 255 is its whole range.", refusal.Message);
    }

    // Class 1 where the number is above three quarters.
    private static WeightSet Weights() => new("classes", new string('0', 64),
    [
        ("classes.weight", Tensor<float>.From([3, 1, 1, 1, 1], [0, 4, 0])),
        ("classes.bias", Tensor<float>.From([3], [0, -3, -1])),
    ]);
}
