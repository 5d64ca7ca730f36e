namespace StyleForge.Training.Crops;

/// <summary>What a crop shows, before any pixel is touched.</summary>
/// <param name="Picture">The picture's place in the list.</param>
/// <param name="Scale">Pixels of the crop for one of the picture.</param>
/// <param name="X">The left edge, in pixels of the picture from its own left edge.</param>
/// <param name="Y">The upper edge.</param>
/// <param name="Mirror">True to mirror it left to right, before it is turned.</param>
/// <param name="Turns">Quarter turns against the clock, 0 to 3.</param>
/// <param name="Order">Which permutation of the channels, 0 (as they are) to 5, before colours are changed.</param>
/// <param name="Brightness">Added to all samples.</param>
/// <param name="Contrast">Factor around middle grey; 1 changes nothing.</param>
/// <param name="Saturation">Factor around the luminance; 1 changes nothing.</param>
public readonly record struct CropChoice(
    int Picture, double Scale, double X, double Y, bool Mirror, int Turns, int Order, double Brightness, double Contrast, double Saturation);
