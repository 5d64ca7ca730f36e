using StyleForge.Models.Detection;

namespace StyleForge.Engine.Drawing;

/// <summary>A box to draw.</summary>
/// <param name="Box">Where it lies.</param>
/// <param name="Label">What is written on its plate; empty for a box without one.</param>
/// <param name="Colour">The colour of its lines and its plate.</param>
public sealed record LabelledBox(Box Box, string Label, Colour Colour);
