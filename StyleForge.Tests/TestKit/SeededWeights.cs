using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.TestKit;

/// <summary>Random weights with biases that are not 0 and normalisations that do something.</summary>
internal static class SeededWeights
{
    public static WeightSet Make(NetworkDescription description, int seed, string? lastTap = null)
    {
        var weights = RandomWeights.Make(description, (ulong)seed, lastTap);
        var random = new Random(seed);
        foreach (var name in weights.Names)
        {
            if (weights[name].Shape.Rank > 1)
            {
                continue;
            }

            // Variances and the factors beside them are around 1, everything else around 0.
            var middle = name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal) ? 1 : 0;
            foreach (ref var number in weights[name].Span)
            {
                number = middle + (0.4f * (random.NextSingle() - 0.5f));
            }
        }

        return weights;
    }
}
