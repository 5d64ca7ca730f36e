namespace StyleForge.Presentation.Messages;

/// <summary>What a file is, of <c>identify</c>.</summary>
internal sealed record IdentifyAnswer(
    string File,
    string Label,
    string Description,
    string MediaType,
    string Group,
    IReadOnlyList<string> Extensions,
    bool IsText,
    double Score,
    string? Reason,
    IEnumerable<RankedType> Ranking);

/// <summary>A type that the network finds likely, of <c>identify</c>.</summary>
internal sealed record RankedType(string Label, double Probability);
