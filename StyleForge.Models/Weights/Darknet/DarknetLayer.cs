namespace StyleForge.Models.Weights.Darknet;

/// <summary>A layer of a Darknet network, with what can be told of it from all layers before it.</summary>
/// <param name="Section">Its section.</param>
/// <param name="Channels">Channels of what it gives.</param>
/// <param name="Height">Rows of what it gives.</param>
/// <param name="Width">Columns of what it gives.</param>
/// <param name="Tensors">What it has in the weight file, in the file's order.</param>
internal sealed record DarknetLayer(DarknetSection Section, int Channels, int Height, int Width, IReadOnlyList<DarknetTensor> Tensors);
