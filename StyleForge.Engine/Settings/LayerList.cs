using System.Globalization;

namespace StyleForge.Engine.Settings;

/// <summary>Reads lists of taps: <c>relu1_1,relu2_1:0.5</c>.</summary>
internal static class LayerList
{
    /// <summary>Reads a list.</summary>
    /// <returns>Null where the text is right, else what is wrong with it, ready to follow «but».</returns>
    public static string? Parse(string text, out IReadOnlyList<LayerWeight> layers)
    {
        var read = new List<LayerWeight>();
        layers = read;
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var colon = entry.IndexOf(':', StringComparison.Ordinal);
            var tap = (colon < 0 ? entry : entry[..colon]).TrimEnd();
            if (tap.Length == 0)
            {
                return "must be a list of taps such as relu1_1,relu2_1:0.5";
            }

            var weight = 1.0;
            if (colon >= 0
                && (!double.TryParse(entry.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out weight)
                    || !double.IsFinite(weight) || weight <= 0))
            {
                return $"the weight of {tap} must be a number above 0";
            }

            if (read.Exists(layer => layer.Tap == tap))
            {
                return $"{tap} may be named only once";
            }

            read.Add(new LayerWeight(tap, weight));
        }

        return null;
    }
}
