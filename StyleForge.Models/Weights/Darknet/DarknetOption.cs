namespace StyleForge.Models.Weights.Darknet;

/// <summary>A setting of a section of a Darknet configuration.</summary>
/// <param name="Value">What stands after the «=», without blanks.</param>
/// <param name="Line">Its line, from 1.</param>
internal readonly record struct DarknetOption(string Value, int Line);
