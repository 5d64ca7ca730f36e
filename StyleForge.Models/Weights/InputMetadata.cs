using System.Globalization;

namespace StyleForge.Models.Weights;

/// <summary>How weights want their pictures, as a safetensors file says it of itself: four entries of its metadata.</summary>
public static class InputMetadata
{
    private const string Order = "styleforge_input_order";
    private const string Range = "styleforge_input_range";
    private const string Mean = "styleforge_input_mean";
    private const string Deviation = "styleforge_input_deviation";

    /// <summary>The entries for a file's metadata.</summary>
    public static IReadOnlyDictionary<string, string> Of(InputConvention input) => new Dictionary<string, string>
    {
        [Order] = input.Order == ChannelOrder.Bgr ? "bgr" : "rgb",
        [Range] = InputConvention.Join([input.Range]),
        [Mean] = InputConvention.Join(input.Mean),
        [Deviation] = InputConvention.Join(input.Deviation),
    };

    /// <summary>What a file says of itself; null where it says nothing.</summary>
    /// <param name="weights">The file.</param>
    /// <param name="channels">Channels that the network takes.</param>
    /// <exception cref="WeightFormatException">An entry is missing or cannot be understood.</exception>
    public static InputConvention? Read(WeightSet weights, int channels = 3)
    {
        if (!new[] { Order, Range, Mean, Deviation }.Any(weights.Metadata.ContainsKey))
        {
            return null;
        }

        var numbers = channels switch { 1 => "one number", 3 => "three numbers", _ => string.Create(CultureInfo.InvariantCulture, $"{channels} numbers") };
        return new InputConvention
        {
            Order = Text(weights, Order) switch
            {
                "rgb" => ChannelOrder.Rgb,
                "bgr" => ChannelOrder.Bgr,
                var other => throw Wrong(weights, Order, other, "rgb or bgr"),
            },
            Range = Numbers(weights, Range, 1, number => number > 0, "a number above 0")[0],
            Mean = Numbers(weights, Mean, channels, _ => true, numbers),
            Deviation = Numbers(weights, Deviation, channels, number => number > 0, $"{numbers} above 0"),
        };
    }

    /// <summary>Numbers with commas between them; null where a text is something else, or holds more or fewer.</summary>
    /// <param name="text">The text.</param>
    /// <param name="count">How many there must be.</param>
    public static IReadOnlyList<double>? Parse(string text, int count)
    {
        var numbers = new List<double>();
        foreach (var part in text.Split(','))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers.Count == count ? numbers : null;
    }

    private static IReadOnlyList<double> Numbers(WeightSet weights, string key, int count, Predicate<double> allowed, string wanted)
    {
        var text = Text(weights, key);
        return Parse(text, count) is { } numbers && numbers.All(number => allowed(number)) ? numbers : throw Wrong(weights, key, text, wanted);
    }

    private static string Text(WeightSet weights, string key) => weights.Metadata.TryGetValue(key, out var text)
        ? text
        : throw new WeightFormatException($"'{weights.Origin}' says in part how it wants its pictures, but '{key}' is missing from its metadata; import the original file again.");

    private static WeightFormatException Wrong(WeightSet weights, string key, string value, string wanted) =>
        new($"'{weights.Origin}' has '{value}' for '{key}' in its metadata, which must be {wanted}; import the original file again.");
}
