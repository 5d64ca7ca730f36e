using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;

namespace StyleForge.Engine.Settings;

/// <summary>How the values of the enumerations are written, in job files and everywhere else.</summary>
internal static class SettingWords
{
    public static SettingWords<PoolingKind> Pooling { get; } = new(("max", PoolingKind.Maximum), ("average", PoolingKind.Average));

    public static SettingWords<BorderMode> Padding { get; } =
        new(("zero", BorderMode.Zero), ("reflect", BorderMode.Reflect), ("replicate", BorderMode.Replicate));

    public static SettingWords<LossNormalisation> Normalisation { get; } =
        new(("relative", LossNormalisation.Relative), ("mean", LossNormalisation.Mean), ("gatys", LossNormalisation.Gatys));

    public static SettingWords<OptimiserKind> Optimiser { get; } = new(("lbfgs", OptimiserKind.Lbfgs), ("adam", OptimiserKind.Adam));

    public static SettingWords<StartKind> Start { get; } =
        new(("content", StartKind.Content), ("noise", StartKind.Noise), ("file", StartKind.File));

    public static SettingWords<ColourKind> Colour { get; } = new(("style", ColourKind.Style), ("content", ColourKind.Content));
}

/// <summary>The words of one enumeration.</summary>
internal sealed class SettingWords<T>(params (string Word, T Value)[] pairs)
    where T : struct, Enum
{
    public IReadOnlyList<string> Words { get; } = [.. pairs.Select(pair => pair.Word)];

    public T Read(string word) => pairs.First(pair => pair.Word == word).Value;

    public string Write(T value) => pairs.First(pair => EqualityComparer<T>.Default.Equals(pair.Value, value)).Word;
}
