using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.TestKit;

/// <summary>
/// Weights of networks of faces that find one face in the middle of whatever they are shown, with points in their usual places, and describe it by random filters: for tests
/// that need no published weights. Channels are two wherever the description allows it, so that looking takes milliseconds.
/// </summary>
internal static class FakeFaces
{
    private const int Narrow = 2;
    private static readonly Lazy<byte[]> Descriptor = new(() => MakeDescriptor(1));

    /// <summary>The points that every face has, as shares of the square that the network is shown.</summary>
    public static IReadOnlyList<(double X, double Y)> Points { get; } = [.. Face()];

    /// <summary>Writes the weights of the detector, the points, the expressions, the descriptor and liveness, where renders and commands find them.</summary>
    /// <param name="folder">The weights folder.</param>
    /// <param name="unlike">How many times as far as usually a face comes from itself for the same change of its pixels.</param>
    public static void Write(string folder, float unlike = 1)
    {
        Directory.CreateDirectory(folder);
        Save(folder, SsdMobileNet.Network, Zeros(SsdMobileNet.Network, (name, tensor) =>
        {
            // Only the first anchor of the coarsest grid, which has one cell, sees a face.
            if (name.EndsWith("ClassPredictor.bias", StringComparison.Ordinal))
            {
                Array.Fill(tensor, -9);
                tensor[1] = name.StartsWith(SsdMobileNet.Scores(5), StringComparison.Ordinal) ? 4 : -9;
            }
        }));
        Save(folder, FaceFeatures.Landmarks, Zeros(FaceFeatures.Landmarks, (name, tensor) =>
        {
            for (var i = 0; name == "fc.bias" && i < tensor.Length; i++)
            {
                tensor[i] = (float)(i % 2 == 0 ? Points[i / 2].X : Points[i / 2].Y);
            }
        }));
        Save(folder, FaceFeatures.Expressions, Zeros(FaceFeatures.Expressions, (name, tensor) =>
        {
            if (name == "fc.bias")
            {
                tensor[1] = 3;
            }
        }));
        File.WriteAllBytes(PathOf(folder, FaceDescriptor.Network), unlike == 1 ? Descriptor.Value : MakeDescriptor(unlike));
        Save(folder, MiniFasNet.Version2, SeededWeights.Make(MiniFasNet.Version2, 3));
    }

    // Random filters, whose numbers are brought to about those of the published ones.
    private static byte[] MakeDescriptor(float unlike)
    {
        var weights = RandomWeights.Make(FaceDescriptor.Network, 7);
        foreach (ref var number in weights["fc.weight"].Span)
        {
            number *= 0.01f * unlike;
        }

        return Bytes(weights);
    }

    private static void Save(string folder, NetworkDescription network, WeightSet weights) => File.WriteAllBytes(PathOf(folder, network), Bytes(weights));

    private static string PathOf(string folder, NetworkDescription network) => Path.Combine(folder, $"{network.Name}.safetensors");

    private static byte[] Bytes(WeightSet weights)
    {
        using (weights)
        {
            using var stream = new MemoryStream();
            SafetensorsWriter.Write(stream, [.. weights.Names.Select(name => (name, weights[name]))], new Dictionary<string, string>());
            return stream.ToArray();
        }
    }

    private static WeightSet Zeros(NetworkDescription network, Action<string, float[]> set)
    {
        var tensors = new List<(string Name, Tensor<float> Tensor)>();
        foreach (var layer in network.Layers)
        {
            var isHead = layer.Tap.EndsWith("Predictor", StringComparison.Ordinal) || layer is FullyConnectedDescription;
            foreach (var (name, shape) in layer.Parameters)
            {
                var isDepthwise = layer is ConvolutionDescription { IsDepthwise: true };
                int[] extents = [.. shape.Select((extent, place) => place switch
                {
                    0 when !isHead => Narrow,
                    1 when !isDepthwise && extent > 3 => Narrow,
                    _ => extent,
                })];
                var numbers = new float[extents.Aggregate(1, (product, extent) => product * extent)];
                if (name == "running_var")
                {
                    Array.Fill(numbers, 1);
                }

                set($"{layer.Name}.{name}", numbers);
                tensors.Add(($"{layer.Name}.{name}", Tensor<float>.From(new Shape(extents), numbers)));
            }
        }

        return new WeightSet("fake", "", tensors);
    }

    private static IEnumerable<(double X, double Y)> Face()
    {
        static IEnumerable<(double X, double Y)> Arc(int count, double x, double y, double width, double height, double from, double to) =>
            Enumerable.Range(0, count).Select(i => from + ((to - from) * i / (count - 1))).Select(turn => (x + (width * Math.Cos(turn)), y + (height * Math.Sin(turn))));

        return
        [
            .. Arc(17, 0.5, 0.45, 0.4, 0.5, Math.PI, 0),
            .. Arc(5, 0.32, 0.3, 0.12, 0.05, Math.PI, 2 * Math.PI),
            .. Arc(5, 0.68, 0.3, 0.12, 0.05, Math.PI, 2 * Math.PI),
            .. Enumerable.Range(0, 4).Select(i => (0.5, 0.38 + (0.06 * i))),
            .. Arc(5, 0.5, 0.58, 0.08, 0.04, Math.PI, 0),
            .. Arc(6, 0.33, 0.4, 0.07, 0.03, Math.PI, 2.67 * Math.PI),
            .. Arc(6, 0.67, 0.4, 0.07, 0.03, Math.PI, 2.67 * Math.PI),
            .. Arc(12, 0.5, 0.75, 0.15, 0.07, Math.PI, 2.83 * Math.PI),
            .. Arc(8, 0.5, 0.75, 0.1, 0.03, Math.PI, 2.75 * Math.PI),
        ];
    }
}
