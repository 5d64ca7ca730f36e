namespace StyleForge.Models.Volumes;

/// <summary>What a number in a volume of labels stands for.</summary>
/// <param name="Name">What it is: <c>grey matter</c>.</param>
/// <param name="Red">Its colour in pictures, 0 to 255.</param>
/// <param name="Green">The same.</param>
/// <param name="Blue">The same.</param>
public sealed record VolumeLabel(string Name, byte Red, byte Green, byte Blue);
