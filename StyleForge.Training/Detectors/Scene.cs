using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;

namespace StyleForge.Training.Detectors;

/// <summary>A picture of shapes, and where they are.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Objects">Its shapes, the rearmost first, with the boxes of their whole outlines, hidden parts too.</param>
public sealed record Scene(Picture Picture, IReadOnlyList<AnnotatedObject> Objects);
