namespace StyleForge.Training.Examples;

/// <summary>How examples are read.</summary>
public sealed record ExampleOptions
{
    /// <summary>Channels of a picture: 1 for its luminance, 3 for its colours. Those of signals and volumes are as their files have them.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Pixels of a picture's side; null for pictures as they are, which idx files have of one size.</summary>
    public int? Side { get; init; }

    /// <summary>The grey behind what is transparent, a level from 0 to 255.</summary>
    public int Background { get; init; } = 128;

    /// <summary>The column of a table that holds labels: a name in its first line, <c>first</c> or <c>last</c>; null for one that is called label, class or target, else the last.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>Channels of a signal, which stand one after the other in a row of a table; 1 or more.</summary>
    public int SignalChannels { get; init; } = 1;

    /// <summary>Names for the numbers that idx files have for labels, from 0; empty for the numbers themselves.</summary>
    public IReadOnlyList<string> LabelNames { get; init; } = [];
}
