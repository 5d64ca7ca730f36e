using System.Globalization;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// The third network of Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, "Rethinking the Inception Architecture for Computer Vision" (CVPR 2016, arXiv:1512.00567), with
/// Keras' names: a stem of plain convolutions, then eleven modules of ways side by side, <c>mixed0</c> to <c>mixed10</c>.
/// </summary>
public static class Inception
{
    private const double Epsilon = 0.001;

    /// <summary>
    /// As nsfwjs has it, which tells photographs, drawings and what not everybody should see apart. What it looks with up to <c>mixed5</c> was learned on ImageNet and left as it was.
    /// </summary>
    public static NetworkDescription Version3 { get; } = Make();

    private static NetworkDescription Make()
    {
        var facts = new NetworkFacts
        {
            Title = "Inception V3 as nsfwjs has it: drawing, hentai, neutral, porn, sexy",
            Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [0, 0, 0], Deviation = [1, 1, 1] },
            Source = [1, 3, 299, 299],
            MinimumSide = 75,
            Labels = "nsfwjs",
            Licence = "MIT (nsfwjs)",
            Paper = "Szegedy, Vanhoucke, Ioffe, Shlens and Wojna 2016, Rethinking the Inception Architecture for Computer Vision, arXiv:1512.00567",
            Origin = new Uri("https://github.com/infinitered/nsfwjs"),
            Weights = new PublishedWeights(
                "inception_v3/model.min.js",
                new PackagePlace(PackageRegistry.Npm, "nsfwjs", "4.3.0", "package/dist/models/inception_v3/model.min.js"),
                "4b268d9aaac90dcc67859e341d361feafe34e1ebfe676c42de04d731245ea557",
                22_558_320),
        };
        var net = new Ways(new LayerList(facts.Source));
        net.Convolve(1, 32, 3, 3, stride: 2, same: false);
        net.Convolve(2, 32, 3, 3, same: false);
        net.Convolve(3, 64, 3, 3);
        net.List.MaximumPool("max_pooling2d_1", 3, stride: 2);
        net.Convolve(4, 80, 1, 1);
        net.Convolve(5, 192, 3, 3, same: false);
        net.List.MaximumPool("max_pooling2d_2", 3, stride: 2);
        Wide(net, "mixed0", 6, 1, pooled: 32);
        Wide(net, "mixed1", 13, 2, pooled: 64);
        Wide(net, "mixed2", 20, 3, pooled: 64);
        Halve(net, "mixed3", 3, way => way.Convolve(27, 384, 3, 3, stride: 2, same: false), way =>
        {
            way.Convolve(28, 64, 1, 1);
            way.Convolve(29, 96, 3, 3);
            return way.Convolve(30, 96, 3, 3, stride: 2, same: false);
        });
        Factored(net, "mixed4", 31, 4, 128);
        Factored(net, "mixed5", 41, 5, 160);
        Factored(net, "mixed6", 51, 6, 160);
        Factored(net, "mixed7", 61, 7, 192);
        Halve(
            net,
            "mixed8",
            4,
            way =>
            {
                way.Convolve(71, 192, 1, 1);
                return way.Convolve(72, 320, 3, 3, stride: 2, same: false);
            },
            way =>
            {
                way.Convolve(73, 192, 1, 1);
                way.Convolve(74, 192, 1, 7);
                way.Convolve(75, 192, 7, 1);
                return way.Convolve(76, 192, 3, 3, stride: 2, same: false);
            });
        Split(net, "mixed9", 77, 8, "mixed9_0", "concatenate_1");
        Split(net, "mixed10", 86, 9, "mixed9_1", "concatenate_2");
        net.List.GlobalAverage("average_pooling2d_10").Flatten()
            .Full("dense_1", 256).Relu("dense_1_relu").Dropout("dropout_2")
            .Full("dense_2", 128).Relu("dense_2_relu").Dropout("dropout_3", 0.25)
            .Full("dense_3", 5).Softmax();
        return new NetworkDescription("inception_v3", facts with { Names = PublishedNames.Keras(net.List.Layers, name => name) }, net.List.Layers);
    }

    // Figure 5: 5×5 filters, and two of 3×3 one after the other.
    private static void Wide(Ways net, string name, int first, int pool, int pooled)
    {
        var entrance = net.List.Last;
        var one = net.From(entrance).Convolve(first, 64, 1, 1);
        net.From(entrance).Convolve(first + 1, 48, 1, 1);
        var five = net.Convolve(first + 2, 64, 5, 5);
        net.From(entrance).Convolve(first + 3, 64, 1, 1);
        net.Convolve(first + 4, 96, 3, 3);
        var three = net.Convolve(first + 5, 96, 3, 3);
        net.List.Join(name, one, five, three, net.From(entrance).Pooled(pool, first + 6, pooled));
    }

    // Figure 10: extents are halved by strides and by pooling side by side.
    private static void Halve(Ways net, string name, int pool, params Func<Ways, string>[] ways)
    {
        var entrance = net.List.Last;
        string[] ends = [.. ways.Select(way => way(net.From(entrance)))];
        net.List.From(entrance).MaximumPool($"max_pooling2d_{pool}", 3, stride: 2);
        net.List.Join(name, [.. ends, net.List.Last]);
    }

    // Figure 6: 7×7 filters as 1×7 and 7×1.
    private static void Factored(Ways net, string name, int first, int pool, int width)
    {
        var entrance = net.List.Last;
        var one = net.From(entrance).Convolve(first, 192, 1, 1);
        net.From(entrance).Convolve(first + 1, width, 1, 1);
        net.Convolve(first + 2, width, 1, 7);
        var once = net.Convolve(first + 3, 192, 7, 1);
        net.From(entrance).Convolve(first + 4, width, 1, 1);
        net.Convolve(first + 5, width, 7, 1);
        net.Convolve(first + 6, width, 1, 7);
        net.Convolve(first + 7, width, 7, 1);
        var twice = net.Convolve(first + 8, 192, 1, 7);
        net.List.Join(name, one, once, twice, net.From(entrance).Pooled(pool, first + 9, 192));
    }

    // Figure 7: 1×3 and 3×1 filters beside each other.
    private static void Split(Ways net, string name, int first, int pool, string once, string twice)
    {
        var entrance = net.List.Last;
        var one = net.From(entrance).Convolve(first, 320, 1, 1);
        var before = net.From(entrance).Convolve(first + 1, 384, 1, 1);
        Fork(before, first + 2, once);
        net.From(entrance).Convolve(first + 4, 448, 1, 1);
        before = net.Convolve(first + 5, 384, 3, 3);
        Fork(before, first + 6, twice);
        net.List.Join(name, one, once, twice, net.From(entrance).Pooled(pool, first + 8, 192));

        void Fork(string source, int number, string joined)
        {
            var across = net.From(source).Convolve(number, 384, 1, 3);
            net.List.Join(joined, across, net.From(source).Convolve(number + 1, 384, 3, 1));
        }
    }

    /// <summary>Writes down convolutions by Keras' numbers, each with its normalisation and rectifier.</summary>
    private sealed class Ways(LayerList list)
    {
        public LayerList List { get; } = list;

        public Ways From(string tap)
        {
            List.From(tap);
            return this;
        }

        /// <returns>The tap behind the rectifier.</returns>
        public string Convolve(int number, int channels, int height, int width, int stride = 1, bool same = true)
        {
            var (down, across) = same ? (Window.Same(height), Window.Same(width)) : (Window.Valid(height, stride), Window.Valid(width, stride));
            List.Then(new ConvolutionDescription(Numbered("conv2d", number), Numbered("conv2d", number), List.Channels(List.Last), channels, down)
            {
                HasBias = false,
                Across = height == width ? null : across,
            });
            List.Normalise(Numbered("batch_normalization", number), Epsilon, hasScale: false).Relu(Numbered("activation", number));
            return List.Last;
        }

        public string Pooled(int pool, int number, int channels)
        {
            List.Then(new PoolingDescription(Numbered("average_pooling2d", pool), Numbered("average_pooling2d", pool), Window.Same(3)) { Kind = PoolingKind.Average });
            return Convolve(number, channels, 1, 1);
        }

        private static string Numbered(string word, int number) => string.Create(CultureInfo.InvariantCulture, $"{word}_{number}");
    }
}
