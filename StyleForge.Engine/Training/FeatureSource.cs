namespace StyleForge.Engine.Training;

/// <summary>Where trained features come from.</summary>
public enum FeatureSource
{
    /// <summary>From a trained network: see <see cref="Distillation"/>.</summary>
    Teacher,

    /// <summary>From the pictures alone: see <see cref="Exemplars"/>.</summary>
    Exemplars,
}
