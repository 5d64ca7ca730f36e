using StyleForge.Models.Detection;

namespace StyleForge.Engine.Subjects;

/// <summary>Something that was found on a content.</summary>
/// <param name="Name">What it is: <c>face</c>, or one of the detector's classes.</param>
/// <param name="Box">Where it is, in pixels.</param>
/// <param name="Score">How sure the network is, 0 to 1.</param>
public sealed record FoundObject(string Name, Box Box, double Score)
{
    /// <summary>The same on a picture of another size.</summary>
    /// <param name="across">How many times as wide.</param>
    /// <param name="down">How many times as high.</param>
    public FoundObject Scaled(double across, double down) => this with { Box = Box.Scaled(across, down) };
}
