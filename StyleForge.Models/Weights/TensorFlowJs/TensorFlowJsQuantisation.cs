namespace StyleForge.Models.Weights.TensorFlowJs;

/// <summary>How a weight was made smaller: the number is <c>Scale · stored + Minimum</c>, or the stored one where it is a float16.</summary>
/// <param name="Type">What is stored: <c>uint8</c>, <c>uint16</c> or <c>float16</c>.</param>
/// <param name="Scale">What a stored number is multiplied by.</param>
/// <param name="Minimum">The number that 0 stands for.</param>
internal sealed record TensorFlowJsQuantisation(string Type, double Scale, double Minimum);
