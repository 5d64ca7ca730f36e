using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Networks;

/// <summary>Published weights, against what their own programs make of the same pictures.</summary>
public sealed class PublishedClassifierTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();

    [TestDataFact]
    public void ResNet20_gives_its_authors_logits_and_knows_the_first_twenty_pictures_of_CIFAR10()
    {
        const string reference = "models/cifar-resnet/reference_20_pictures.safetensors";
        var logits = Logits(CifarResNet.ResNet20, "models/cifar-resnet/resnet20.safetensors", reference, "linear", [20, 3, 32, 32]);

        using var stored = WeightFile.Read(TestData.Path(reference));
        Assert.True(TorchOracle.Error<float>(stored["resnet20.logits"].Span, logits) < 1e-5);
        var labels = StoredBytes.Read(TestData.Path(reference), "labels").Where((_, i) => i % sizeof(long) == 0).Select(label => (int)label);
        Assert.Equal(labels, Classes(logits, 10));
    }

    [TestDataTheory]
    [InlineData("opt-mnist.onnx")]
    [InlineData("mnist_cnn.safetensors")]
    public void The_MNIST_network_gives_onnxruntimes_logits(string file)
    {
        const string reference = "models/mnist-cnn/reference_first20.safetensors";
        var logits = Logits(LeNet.Mnist, $"models/mnist-cnn/{file}", reference, "fc", [20, 1, 28, 28]);

        using var stored = WeightFile.Read(TestData.Path(reference));
        Assert.True(TorchOracle.Error<float>(stored["logits"].Span, logits) < 1e-5);
    }

    [TestDataFact]
    public void The_MNIST_network_knows_9891_of_ten_thousand_digits()
    {
        var pixels = Idx("models/mnist-cnn/t10k-images-idx3-ubyte.gz", header: 16);
        var labels = Idx("models/mnist-cnn/t10k-labels-idx1-ubyte.gz", header: 8);
        using var weights = WeightFile.Read(TestData.Path("models/mnist-cnn/mnist_cnn.safetensors"));
        using var network = Network<float>.Build(LeNet.Mnist, weights);
        using var run = network.Prepare([500, 1, 28, 28], ["fc"], _workers, _pool, isForwardOnly: true);
        var known = 0;
        for (var first = 0; first < labels.Length; first += 500)
        {
            Show(run, pixels.AsSpan(first * 28 * 28, run.Source.Length));
            known += Classes(Numbers(run, "fc"), 10).Zip(labels.Skip(first)).Count(pair => pair.First == pair.Second);
        }

        Assert.Equal(9_891, known);
    }

    [TestDataFact]
    public void Magika_gives_onnxruntimes_probabilities()
    {
        const string reference = "models/magika/reference.safetensors";
        using var weights = WeightFile.Read(TestData.Path("models/magika/magika_v3_3.safetensors"));
        using var network = Network<float>.Build(Magika.Version3, weights);
        using var run = network.Prepare([6, 2048], ["prob"], _workers, _pool, isForwardOnly: true);
        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(StoredBytes.Read(TestData.Path(reference), "tokens"));
        for (var i = 0; i < words.Length; i++)
        {
            run.Source.Span[i] = words[i];
        }

        run.Forward();

        using var stored = WeightFile.Read(TestData.Path(reference));
        Assert.True(TorchOracle.Error<float>(stored["probabilities"].Span, Numbers(run, "prob")) < 1e-4);
    }

    [TestDataTheory]
    [InlineData("model5_gw_ae")]
    [InlineData("model11_gw_ae")]
    public void MeshNet_gives_PyTorchs_logits_and_labels(string file)
    {
        const string reference = "models/brainchop/reference.safetensors";
        var description = file == "model5_gw_ae" ? MeshNet.FiveChannels : MeshNet.ElevenChannels;
        using var weights = WeightFile.Read(TestData.Path($"models/brainchop/{file}/model.json"));
        using var network = Network<float>.Build(description, weights);
        using var run = network.Prepare([1, 1, 48, 48, 48], ["classes"], _workers, _pool, isForwardOnly: true);
        Show(run, StoredBytes.Read(TestData.Path(reference), "volume_48"));
        var logits = Numbers(run, "classes");

        using var stored = WeightFile.Read(TestData.Path(reference), keep: name => name == $"{file}.logits_48_stride3");
        var expected = stored[$"{file}.logits_48_stride3"].Span;
        float[] third = [.. from c in Enumerable.Range(0, 3) from z in Third() from y in Third() from x in Third() select logits[(((((c * 48) + z) * 48) + y) * 48) + x]];
        Assert.True(TorchOracle.Error<float>(expected, third) < 1e-5);
        var labels = Enumerable.Range(0, 48 * 48 * 48).Select(voxel => (byte)Enumerable.Range(0, 3).MaxBy(c => logits[(c * 48 * 48 * 48) + voxel]));
        Assert.Equal(StoredBytes.Read(TestData.Path(reference), $"{file}.labels_48"), labels);

        static IEnumerable<int> Third() => Enumerable.Range(0, 16).Select(i => 3 * i);
    }

    [TestDataTheory]
    [InlineData("cat.jpg", 281, 285)] // tabby, Egyptian cat
    [InlineData("dingo.jpg", 273, 273)]
    [InlineData("golden_gate.jpg", 839, 839)] // suspension bridge
    public void SqueezeNet_puts_the_right_class_first(string file, int one, int another)
    {
        using var weights = WeightFile.Read(TestData.Path("weights/squeezenet1_1_torchvision_rgb.safetensors"));
        using var network = Network<float>.Build(SqueezeNets.Version11, weights);
        var whole = ImageCodecs.Default.Read(TestData.Path($"images/{file}")).ToPicture();
        var (width, height) = Resampler.Fit(whole.Width, whole.Height, Math.Min(Math.Max(whole.Width, whole.Height), 320));
        var picture = Resampler.Resize(whole, width, height);
        using var run = network.Prepare([1, 3, height, width], ["prob"], _workers, _pool, isForwardOnly: true);
        picture.Samples.CopyTo(run.Source.Span);
        run.Forward();

        Assert.Contains(Assert.Single(Classes(Numbers(run, "prob"), 1000)), new[] { one, another });
    }

    [PulledWeightsFact("resnet18-features")]
    public void ResNet18_gives_onnxruntimes_features_of_a_cat()
    {
        (string Tap, string There)[] taps =
        [
            ("relu", "ReLU253"), ("layer1.0", "ReLU269"), ("layer1.1", "ReLU283"), ("layer2.0", "ReLU301"), ("layer2.1", "ReLU315"), ("layer3.0", "ReLU333"), ("layer3.1", "ReLU347"),
            ("layer4.0", "ReLU365"), ("layer4.1", "ReLU379"), ("layer4.2", "ReLU393"),
        ];
        using var weights = WeightFile.Read(PulledWeightsFactAttribute.Path("resnet18-features"));
        using var network = Network<float>.Build(ResNet.Features, weights);
        using var run = network.Prepare([1, 3, 224, 224], [.. taps.Select(tap => tap.Tap), "flatten"], _workers, _pool, isForwardOnly: true);
        ImageCodecs.Default.Read(TestData.Path("models/resnet18-nuget/cat_224.png")).ToPicture().Samples.CopyTo(run.Source.Span);
        run.Forward();

        // The reference takes off a mean picture, whose pixels are up to 13 of 255 away from the means of its channels; the next test does so too.
        using var stored = WeightFile.Read(TestData.Path("models/resnet18-nuget/reference.safetensors"));
        Assert.True(TorchOracle.Error<float>(stored["pooled"].Span, Numbers(run, "flatten")) < 0.04);
        Assert.All(taps, tap =>
        {
            float[] means = [.. Numbers(run, tap.Tap).Chunk(run.ShapeOf(tap.Tap).Positions).Select(channel => channel.Average())];
            Assert.True(TorchOracle.Error<float>(stored[$"{tap.There}.channel_mean"].Span, means) < (tap.Tap == "relu" ? 0.002 : 0.04));
        });
    }

    [RestoredPackageFact("Microsoft.ML.DnnImageFeaturizer.ResNet18", "0.23.1")]
    public void ResNet18_gives_onnxruntimes_features_of_a_cat_less_its_publishers_mean_picture()
    {
        var models = Path.Combine(RestoredPackageFactAttribute.Path("Microsoft.ML.DnnImageFeaturizer.ResNet18", "0.23.1"), "tools", "DnnImageModels");
        using var weights = WeightFile.Read(Path.Combine(models, "ResNet18Onnx", "ResNet18.onnx"));
        using var preparation = WeightFile.Read(Path.Combine(models, "ResNetPrepOnnx", "ResNetPreprocess.onnx"));
        using var network = Network<float>.Build(ResNet.Features, weights, new NetworkOptions { Input = new InputConvention { Order = ChannelOrder.Bgr, Range = 255, Mean = [0, 0, 0], Deviation = [1, 1, 1] } });
        using var run = network.Prepare([1, 3, 224, 224], ["flatten"], _workers, _pool, isForwardOnly: true);
        var picture = ImageCodecs.Default.Read(TestData.Path("models/resnet18-nuget/cat_224.png")).ToPicture();
        var mean = preparation["MeanImage"].Span;
        for (var i = 0; i < picture.Samples.Length; i++)
        {
            var (channel, position) = (i / picture.PlaneLength, i % picture.PlaneLength);
            run.Source.Span[i] = picture.Samples[i] - (mean[((2 - channel) * picture.PlaneLength) + position] / 255);
        }

        run.Forward();

        using var stored = WeightFile.Read(TestData.Path("models/resnet18-nuget/reference.safetensors"));
        Assert.True(TorchOracle.Error<float>(stored["pooled"].Span, Numbers(run, "flatten")) < 4e-6);
    }

    [PulledWeightsFact("inception_v3")]
    public void Inception_tells_photographs_from_drawings()
    {
        using var weights = WeightFile.Read(PulledWeightsFactAttribute.Path("inception_v3"));
        using var network = Network<float>.Build(Inception.Version3, weights);
        using var run = network.Prepare([1, 3, 299, 299], ["prob"], _workers, _pool, isForwardOnly: true);
        float[] Look(string file)
        {
            Resampler.Resize(ImageCodecs.Default.Read(TestData.Path($"images/{file}")).ToPicture(), 299, 299).Samples.CopyTo(run.Source.Span);
            run.Forward();
            return Numbers(run, "prob");
        }

        // Drawing and neutral are the first and the third of its classes; what photographs and paintings are, everybody sees.
        Assert.All(["golden_gate.jpg", "cat.jpg"], file => Assert.True(Look(file)[2] > 0.999));
        Assert.True(Look("the_scream.jpg")[0] > 0.87);
        Assert.True(Look("seated-nude.jpg")[0] > 0.99);
    }

    public void Dispose()
    {
        _pool.Dispose();
        _workers.Dispose();
    }

    private float[] Logits(NetworkDescription description, string weightFile, string reference, string tap, Shape shape)
    {
        using var weights = WeightFile.Read(TestData.Path(weightFile));
        using var network = Network<float>.Build(description, weights);
        using var run = network.Prepare(shape, [tap], _workers, _pool, isForwardOnly: true);
        Show(run, StoredBytes.Read(TestData.Path(reference), "pixels"));
        return Numbers(run, tap);
    }

    private static void Show(NetworkRun<float> run, ReadOnlySpan<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            run.Source.Span[i] = pixels[i] / 255f;
        }

        run.Forward();
    }

    private static float[] Numbers(NetworkRun<float> run, string tap)
    {
        using var copy = new Tensor<float>(run.ShapeOf(tap));
        run.Tap(tap).CopyTo(copy);
        return copy.Span.ToArray();
    }

    private static IEnumerable<int> Classes(float[] numbers, int classes) => numbers.Chunk(classes).Select(row => Array.IndexOf(row, row.Max()));

    private static byte[] Idx(string file, int header)
    {
        using var packed = File.OpenRead(TestData.Path(file));
        using var plain = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress);
        using var all = new MemoryStream();
        plain.CopyTo(all);
        return all.ToArray()[header..];
    }
}
