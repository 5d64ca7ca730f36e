using StyleForge.Training.Examples;

namespace StyleForge.Training.Embeddings;

/// <summary>Makes new classes of old ones: what is turned by a quarter, a half or three quarters of a circle is another sign (Santoro et al. 2016).</summary>
public static class TurnedClasses
{
    private const int Turns = 4;

    /// <summary>The examples as they are, and each class three times more; the groups are turned with their classes.</summary>
    /// <param name="examples">Pictures as wide as they are high.</param>
    public static ExampleSet Of(ExampleSet examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var (side, labels) = (examples.Source[^1], examples.Labels);
        return new ExampleSet(
            [.. from turn in Enumerable.Range(0, Turns) from label in labels select Name(label, turn)],
            examples.Source,
            examples.ArePictures,
            [.. from turn in Enumerable.Range(0, Turns)
                from example in examples.Examples
                select new Example(Name(example.Name, turn), (turn * labels.Count) + example.Label, Turned(example.Samples, side, turn))]);
    }

    private static string Name(string name, int turn) => turn == 0 ? name : FormattableString.Invariant($"{90 * turn}° {name}");

    // Anticlockwise, each plane for itself.
    private static byte[] Turned(byte[] samples, int side, int turn)
    {
        for (; turn > 0; turn--)
        {
            var turned = new byte[samples.Length];
            for (var place = 0; place < samples.Length; place++)
            {
                var (plane, y, x) = (place / (side * side), place / side % side, place % side);
                turned[(plane * side * side) + ((side - 1 - x) * side) + y] = samples[place];
            }

            samples = turned;
        }

        return samples;
    }
}
