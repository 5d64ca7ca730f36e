namespace StyleForge.Models.Detection;

/// <summary>What is on a picture, and what a detector found there.</summary>
/// <param name="Truth">What is there.</param>
/// <param name="Found">What was found, in any order.</param>
public sealed record MeasuredPicture(IReadOnlyList<AnnotatedObject> Truth, IReadOnlyList<DetectedObject> Found);
