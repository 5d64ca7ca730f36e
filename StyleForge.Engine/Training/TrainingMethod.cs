namespace StyleForge.Engine.Training;

/// <summary>How kernels are moved.</summary>
public enum TrainingMethod
{
    /// <summary>By Muon.</summary>
    Muon,

    /// <summary>By Adam.</summary>
    Adam,
}
