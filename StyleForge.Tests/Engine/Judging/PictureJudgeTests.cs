using StyleForge.Engine.Imaging;
using StyleForge.Engine.Judging;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Judging;

public sealed class PictureJudgeTests : IDisposable
{
    private static readonly string[] Taps = ["relu1_1", "relu2_1"];
    private readonly Network<float> _network;
    private readonly WorkerPool _workers = new(2);

    public PictureJudgeTests()
    {
        var forge = NetworkCatalogue.Find("forge-vgg");
        using var weights = forge.Facts.BuiltIn!.Read();
        _network = Network<float>.Build(forge, weights);
    }

    private NetworkExtractor Network => new(_network, Taps, _workers);

    public void Dispose()
    {
        _network.Dispose();
        _workers.Dispose();
    }

    [Fact]
    public void The_distance_is_the_relative_norm_of_the_difference_of_gram_matrices()
    {
        var picture = SsimTests.Pattern(40, 28, 1);
        var style = SsimTests.Pattern(33, 40, 2);
        var distance = new StyleDistance(Network, _workers);

        var layers = distance.Between(distance.GramsOf(picture), distance.GramsOf(style)).Layers;

        Assert.Equal(Taps, layers.Select(layer => layer.Tap));
        foreach (var layer in layers)
        {
            var (gram, target) = (Gram(picture, layer.Tap), Gram(style, layer.Tap));
            var difference = Math.Sqrt(gram.Zip(target, (a, b) => (a - b) * (a - b)).Sum());
            var expected = difference / Math.Sqrt(target.Sum(b => b * b));
            Assert.InRange(expected, 0.01, 2);
            Assert.Equal(expected, layer.Distance, 1e-5 * expected);
        }
    }

    [Fact]
    public void A_picture_that_is_its_style_and_its_content_has_no_distance_and_full_similarity()
    {
        var picture = SsimTests.Pattern(40, 28, 1);

        var judgement = new PictureJudge([Network], null, picture, picture, _workers).Judge(picture);

        Assert.Equal(("forge-vgg", "built in"), (judgement.Styles[0].Network, judgement.Styles[0].Weights));
        Assert.All(judgement.Styles[0].Layers, layer => Assert.Equal(0, layer.Distance));
        Assert.Equal(0, judgement.Styles[0].Distance);
        Assert.Equal(1, judgement.Ssim, 1e-12);
        Assert.Null(judgement.Lpips);
        Assert.Equal(1, judgement.ColourNoise);
        Assert.Equal((40, 28), (judgement.Width, judgement.Height));
    }

    [Fact]
    public void Style_and_content_come_to_the_pictures_size_and_each_picture_is_measured_alone()
    {
        var content = SsimTests.Pattern(90, 60, 1);
        var style = SsimTests.Pattern(80, 100, 2);
        var large = SsimTests.Pattern(60, 40, 3);
        var small = SsimTests.Pattern(48, 32, 3);
        var judge = new PictureJudge([Network], null, content, style, _workers);

        var judgements = new[] { large, small, large }.Select(judge.Judge).ToArray();

        Assert.Equal(judgements[0].Styles[0].Layers, judgements[2].Styles[0].Layers);
        Assert.NotEqual(judgements[0].Styles[0].Layers, judgements[1].Styles[0].Layers);
        Assert.Equal((48, 60), PictureJudge.StyleSize(80, 100, 60, 40));
        var distance = new StyleDistance(Network, _workers);
        Assert.Equal(distance.Between(distance.GramsOf(large), distance.GramsOf(Resampler.Resize(style, 48, 60))).Layers, judgements[0].Styles[0].Layers);
        Assert.Equal(Ssim.Of(small, Resampler.Resize(content, 48, 32)), judgements[1].Ssim);
        Assert.Equal(judgements[0].Styles[0].Layers.Average(layer => layer.Distance), judgements[0].Styles[0].Distance);
        Assert.Equal(ColourNoise.FineShare(Resampler.Resize(style, 38, 48)), judgements[1].StyleFineChroma);
        Assert.Equal(ColourNoise.FineShare(small) / judgements[1].StyleFineChroma, judgements[1].ColourNoise);
        Assert.Equal(BorderScore.Of(small), judgements[1].Border);
    }

    [Fact]
    public void Another_network_judges_the_style_as_well_and_the_content_by_its_features()
    {
        using var weights = SqueezeWeights.Make();
        using var linear = SqueezeWeights.MakeLinear();
        using var squeezing = SqueezeNet.Of(weights, _workers);
        var lpips = Lpips.Of(linear, squeezing);
        var (content, style, picture) = (SsimTests.Pattern(90, 60, 1), SsimTests.Pattern(80, 100, 2), SsimTests.Pattern(60, 40, 3));
        var judge = new PictureJudge([Network, squeezing], lpips, content, style, _workers);

        var judgement = judge.Judge(picture);

        Assert.Equal(["forge-vgg", "squeezenet1_1"], judgement.Styles.Select(each => each.Network));
        Assert.Equal(squeezing.Taps, judgement.Styles[1].Layers.Select(layer => layer.Tap));
        Assert.Equal(lpips.Between(lpips.Look(picture), lpips.Look(Resampler.Resize(content, 60, 40))), judgement.Lpips);
        Assert.InRange(judgement.Lpips!.Value, 1e-3, 100);
        Assert.Equal(0, judge.Judge(Resampler.Resize(content, 60, 40)).Lpips);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var picture = SsimTests.Pattern(70, 50, 1);
        using var alone = new WorkerPool(1);

        var both = new StyleDistance(Network, _workers).GramsOf(picture);

        Assert.Equal(both, new StyleDistance(new NetworkExtractor(_network, Taps, alone), alone).GramsOf(picture));
    }

    private double[] Gram(Picture picture, string tap)
    {
        using var pool = new TensorPool();
        using var run = _network.Prepare([1, 3, picture.Height, picture.Width], [tap], _workers, pool);
        picture.Samples.CopyTo(run.Source.Span);
        run.Forward();
        var features = run.Tap(tap);
        var (channels, height, width) = (features.Shape[1], features.Shape[2], features.Shape[3]);
        var gram = new double[channels * channels];
        for (var i = 0; i < channels; i++)
        {
            for (var j = 0; j < channels; j++)
            {
                var sum = 0.0;
                for (var position = 0; position < height * width; position++)
                {
                    sum += (double)features[i, position / width, position % width] * features[j, position / width, position % width];
                }

                gram[(i * channels) + j] = sum / (height * width);
            }
        }

        return gram;
    }
}
