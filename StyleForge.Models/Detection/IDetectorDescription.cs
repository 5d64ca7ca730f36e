using StyleForge.Models.Descriptions;

namespace StyleForge.Models.Detection;

/// <summary>A detector as data, whatever its kind: what it sees and what it calls what it finds.</summary>
public interface IDetectorDescription
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Its networks, in the order in which they are used. No two of their tensors have the same name, so that all of them stand in one file.</summary>
    IReadOnlyList<NetworkDescription> Networks { get; }

    /// <summary>Pixels across of what it sees.</summary>
    int Width { get; }

    /// <summary>Pixels down of what it sees.</summary>
    int Height { get; }

    /// <summary>The names of the classes.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>The points that it says of each object; null for none.</summary>
    LandmarkScheme? Landmarks => null;
}
