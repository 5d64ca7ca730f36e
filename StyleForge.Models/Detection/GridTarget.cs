namespace StyleForge.Models.Detection;

/// <summary>What an output of a YOLO network is to say of an object.</summary>
/// <param name="Head">The output's place in the detector's list.</param>
/// <param name="Anchor">The anchor's place in the output's list.</param>
/// <param name="Row">The cell, from above.</param>
/// <param name="Column">The cell, from the left.</param>
/// <param name="X">The middle's place in the cell across, 0 to 1.</param>
/// <param name="Y">The middle's place in the cell down, 0 to 1.</param>
/// <param name="LogWidth">Logarithm of the box's width as a multiple of the anchor's.</param>
/// <param name="LogHeight">Logarithm of the box's height as a multiple of the anchor's.</param>
/// <param name="Class">The object's class.</param>
public readonly record struct GridTarget(int Head, int Anchor, int Row, int Column, double X, double Y, double LogWidth, double LogHeight, int Class);
