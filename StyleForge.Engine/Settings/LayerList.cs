using System.Globalization;

namespace StyleForge.Engine.Settings;

/// <summary>Reads lists of taps: <c>relu1_1,relu2_1:0.5</c>.</summary>
internal static class LayerList
{
    /// <summary>Reads a list.</summary>
    /// <param name="text">The list.</param>
    /// <param name="layers">Its taps; also where something is wrong, as far as they can be read.</param>
    /// <returns>Null where the text is right, else the first thing that is wrong with it, ready to follow «but».</returns>
    public static string? Parse(string text, out IReadOnlyList<LayerWeight> layers)
    {
        var read = new List<LayerWeight>();
        layers = read;
        string? problem = null;
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var colon = entry.IndexOf(':', StringComparison.Ordinal);
            var tap = (colon < 0 ? entry : entry[..colon]).TrimEnd();
            if (tap.Length == 0)
            {
                problem ??= "must be a list of taps such as relu1_1,relu2_1:0.5";
                continue;
            }

            var weight = 1.0;
            if (colon >= 0
                && (!double.TryParse(entry.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out weight)
                    || !double.IsFinite(weight) || weight <= 0))
            {
                problem ??= $"the weight of {tap} must be a number above 0";
                weight = 1;
            }

            if (read.Exists(layer => layer.Tap == tap))
            {
                problem ??= $"{tap} may be named only once";
                continue;
            }

            read.Add(new LayerWeight(tap, weight));
        }

        return problem;
    }
}
