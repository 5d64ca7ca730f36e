namespace StyleForge.Engine.Objectives;

/// <summary>A network that a backend has opened for one plan. Used by one thread at a time.</summary>
public interface IFeatures : IDisposable
{
    /// <summary>Bytes of the machine's memory that the weights take, as they are and as the backend keeps them.</summary>
    long WeightBytes { get; }

    /// <summary>Plans one pyramid level: decides how its pictures go through the network, and counts what that takes. Takes no memory to speak of.</summary>
    /// <param name="sizes">The pictures of the level.</param>
    /// <param name="memory">Bytes of the machine's memory that the objective may take, 0 or more.</param>
    /// <returns>The plan; where <paramref name="memory"/> is too little, the one that takes least, and its cost says so.</returns>
    /// <exception cref="BackendException">The device failed, or it does not fit on the device, whatever the machine's memory.</exception>
    ILevel Plan(LevelSizes sizes, long memory);
}
