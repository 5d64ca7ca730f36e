namespace StyleForge.Engine.Settings;

/// <summary>What kind of value a setting has, and so how it is written.</summary>
public enum SettingType
{
    /// <summary>A name that something else knows, such as a network's.</summary>
    Text,

    /// <summary>Path of a file, or nothing.</summary>
    Path,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Taps with their weights: <c>["relu1_1", "relu2_1:0.5"]</c> or <c>relu1_1,relu2_1:0.5</c>.</summary>
    Layers,

    /// <summary>Words from a list, none or several: <c>["faces", "dog"]</c> or <c>faces,dog</c>.</summary>
    Words,
}
