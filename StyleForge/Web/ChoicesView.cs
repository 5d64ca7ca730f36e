using StyleForge.Engine.Settings;

namespace StyleForge.Web;

/// <summary>What a submission may say, and how large it may be.</summary>
/// <param name="Presets">The presets that need no other network than the bundled one.</param>
/// <param name="Size">Long side of the picture to make, in pixels.</param>
/// <param name="StyleStrength">From a hint of the style to all style.</param>
/// <param name="FileBytes">The most bytes of one picture.</param>
/// <param name="Pixels">The most pixels of one picture.</param>
/// <param name="Formats">Names of the formats that are read.</param>
internal sealed record ChoicesView(
    IReadOnlyList<PresetView> Presets, RangeView Size, RangeView StyleStrength, long FileBytes, long Pixels, IReadOnlyList<string> Formats)
{
    /// <summary>What this build and these limits allow.</summary>
    public static ChoicesView Of(UploadLimits limits) => new(
        [.. Engine.Settings.Presets.All.Where(preset => !preset.Values.ContainsKey("network")).Select(preset => new PresetView(preset.Name, preset.Summary))],
        RangeOf("size"),
        RangeOf("styleStrength"),
        limits.FileBytes,
        limits.Pixels,
        [.. Engine.Codecs.ImageCodecs.Default.Codecs.Select(codec => codec.Format)]);

    private static RangeView RangeOf(string name)
    {
        var setting = SettingCatalogue.Find(name)!;
        return new RangeView(setting.Minimum, setting.Maximum, Convert.ToDouble(setting.Default, System.Globalization.CultureInfo.InvariantCulture));
    }
}
