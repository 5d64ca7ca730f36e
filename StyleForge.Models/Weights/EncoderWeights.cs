using StyleForge.Models.Tensors;

namespace StyleForge.Models.Weights;

/// <summary>
/// Weights as the encoders of universal style transfer keep them (Li et al. 2017, "WCT", and what was distilled from it): a 1×1
/// convolution <c>conv0</c> that makes of a picture what VGG wants, VGG's layers as <c>conv11</c>, <c>conv12</c> and so on,
/// and sometimes 1×1 maps <c>conv11_aux</c> that only training used. They become a plain VGG that takes pictures as torchvision's
/// weights do.
/// </summary>
/// <remarks>
/// <c>conv0</c> is carried into the layer after it. With x = σz + μ the picture of z, which has mean 0 and deviation 1,
/// <c>W·(M·x + c) + b = (W·M·σ)·z + (b + W·(M·μ + c))</c>. That holds wherever the kernel lies within the picture, and everywhere where borders are
/// reflected, as these networks were trained; zeros beyond the border were put around <c>M·x + c</c> once, and are put around z now.
/// </remarks>
internal static class EncoderWeights
{
    private const string Colours = "conv0.weight";
    private const string Training = "_aux";

    /// <summary>True where a file's names are those of such weights.</summary>
    public static bool Recognise(IEnumerable<string> names) => names.Any(IsColours);

    /// <summary>Makes a plain network of such weights, in place.</summary>
    /// <param name="tensors">Names and tensors as the file has them; those that the answer lacks are disposed.</param>
    /// <returns>The plain network's; of weights of another kind, the tensors as they are.</returns>
    public static IReadOnlyList<(string Name, Tensor<float> Tensor)> MakePlain(IReadOnlyList<(string Name, Tensor<float> Tensor)> tensors)
    {
        if (tensors.FirstOrDefault(entry => IsColours(entry.Name)).Name is not { } found)
        {
            return tensors;
        }

        var wrapper = found[..^Colours.Length];
        var named = tensors.ToDictionary(entry => entry.Name, entry => entry.Tensor);
        if (named[found].Shape != [3, 3, 1, 1]
            || !named.TryGetValue(wrapper + "conv0.bias", out var shift) || shift.Shape != [3]
            || !named.TryGetValue(wrapper + "conv11.weight", out var first) || first.Shape.Rank != 4 || first.Shape[1] != 3
            || !named.TryGetValue(wrapper + "conv11.bias", out var bias) || bias.Shape.ElementCount != first.Shape[0])
        {
            return tensors;
        }

        Fold(named[found].Span, shift.Span, first, bias);
        var kept = new List<(string, Tensor<float>)>();
        foreach (var (name, tensor) in tensors)
        {
            if (tensor == named[found] || tensor == shift || name.Contains(Training + '.', StringComparison.Ordinal))
            {
                tensor.Dispose();
            }
            else
            {
                kept.Add((Rename(name), tensor));
            }
        }

        return kept;
    }

    private static bool IsColours(string name) => name == Colours || name.EndsWith('.' + Colours, StringComparison.Ordinal);

    // Weights (O, 3, K, K); colours M (3, 3) and shift c (3).
    private static void Fold(ReadOnlySpan<float> colours, ReadOnlySpan<float> shift, Tensor<float> weights, Tensor<float> bias)
    {
        var taps = weights.Shape[2] * weights.Shape[3];
        var (mean, deviation) = (InputConvention.Torchvision.Mean, InputConvention.Torchvision.Deviation);
        Span<double> pixel = stackalloc double[3];
        for (var row = 0; row < weights.Shape[0]; row++)
        {
            var kernel = weights.Span.Slice(row * 3 * taps, 3 * taps);
            double constant = bias.Span[row];
            for (var tap = 0; tap < taps; tap++)
            {
                pixel.Clear();
                for (var j = 0; j < 3; j++)
                {
                    double weight = kernel[(j * taps) + tap];
                    constant += weight * shift[j];
                    for (var i = 0; i < 3; i++)
                    {
                        pixel[i] += weight * colours[(j * 3) + i];
                    }
                }

                for (var i = 0; i < 3; i++)
                {
                    constant += pixel[i] * mean[i];
                    kernel[(i * taps) + tap] = (float)(pixel[i] * deviation[i]);
                }
            }

            bias.Span[row] = (float)constant;
        }
    }

    // conv11 is conv1_1: the second layer of the third block is conv32, not the thirty-second of all.
    private static string Rename(string name)
    {
        var words = name.Split('.');
        var layer = words[^2];
        words[^2] = layer is ['c', 'o', 'n', 'v', >= '1' and <= '5' and var block, >= '1' and <= '4' and var number] ? $"conv{block}_{number}" : layer;
        return string.Join('.', words);
    }
}
