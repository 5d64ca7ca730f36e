namespace StyleForge.Training.Examples;

/// <summary>Something that a network is shown, and which class it is of.</summary>
/// <param name="Name">What to call it: its path below the folder of examples, or its line or number in a file.</param>
/// <param name="Label">The class's place among the labels.</param>
/// <param name="Samples">Its numbers, channel after channel: a byte each for pictures, four bytes of a float32 of this machine's order for others.</param>
public sealed record Example(string Name, int Label, byte[] Samples);
