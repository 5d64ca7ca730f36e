using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Fitting;

/// <summary>
/// Seeded random filters for a network without trained weights: normal numbers of deviation <c>sqrt(2 / fan-in)</c>, which
/// keeps activations at one scale through ReLUs (He et al. 2015, equation 10), and biases of zero. Normalisations change nothing.
/// </summary>
/// <remarks>
/// Generator: SplitMix64 (Steele, Lea and Flood 2014), one sequence a tensor, begun at the seed and moved on by the
/// layer's number, so a layer's filters do not depend on which others are made; normal numbers by Box and Muller (1958) in
/// double precision, rounded to float32.
/// </remarks>
public static class RandomWeights
{
    /// <summary>Makes the weights of a description.</summary>
    /// <param name="description">The network.</param>
    /// <param name="seed">Any number; the same one gives the same weights.</param>
    /// <param name="lastTap">The tap after which nothing is made; null for the whole network.</param>
    /// <exception cref="ArgumentException">There is no such tap.</exception>
    public static WeightSet Make(NetworkDescription description, ulong seed, string? lastTap = null)
    {
        var count = lastTap is null ? description.Layers.Count : description.IndexOfTap(lastTap) + 1;
        var tensors = new List<(string Name, Tensor<float> Tensor)>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var index = 0; index < count; index++)
        {
            var layer = description.Layers[index];
            foreach (var (name, shape) in layer.Parameters)
            {
                var tensor = new Tensor<float>(shape);
                if (shape.Rank > 1)
                {
                    new SplitMix64(seed).Jump((ulong)index).FillNormal(tensor.Span, Math.Sqrt(2.0 / (shape.ElementCount / shape[0])));
                }

                if (name == "running_var" || (name == "weight" && shape.Rank == 1))
                {
                    tensor.Span.Fill(1);
                }

                hash.AppendData(MemoryMarshal.AsBytes(tensor.Span));
                tensors.Add(($"{layer.Name}.{name}", tensor));
            }
        }

        var origin = string.Create(CultureInfo.InvariantCulture, $"random filters, seed {seed}");
        return new WeightSet(origin, Convert.ToHexStringLower(hash.GetHashAndReset()), tensors);
    }
}
