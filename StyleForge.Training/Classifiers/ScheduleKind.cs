namespace StyleForge.Training.Classifiers;

/// <summary>How the learning rate changes while a network learns.</summary>
public enum ScheduleKind
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>It is multiplied by a factor every few epochs.</summary>
    Step,

    /// <summary>It falls to 0 along half a cosine (Loshchilov and Hutter 2017).</summary>
    Cosine,
}
