namespace StyleForge.Models.Signals;

/// <summary>How sure an answer must be to be given; a doubtful one becomes «text» or «unknown».</summary>
public enum Certainty
{
    /// <summary>As the publisher found it to be right for each type, 0.5 to 0.95.</summary>
    High,

    /// <summary>A probability of 0.5.</summary>
    Medium,

    /// <summary>The likeliest type, however doubtful.</summary>
    Any,
}
