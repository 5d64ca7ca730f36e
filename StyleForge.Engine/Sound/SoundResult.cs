namespace StyleForge.Engine.Sound;

/// <summary>A rendered sound, and what was measured of it.</summary>
/// <param name="Clip">The sound, with as many channels, as long and of the same rate as the content; no sample is beyond −1 to 1.</param>
/// <param name="StyleBefore">
/// How far the start was from the style, <c>‖G − G′‖² / ‖G′‖²</c> of the Gram matrices, the mean over all stretches; the start is the content, or noise where the content does not count.
/// </param>
/// <param name="StyleAfter">How far the result is from the style before its phases were found.</param>
/// <param name="ContentAfter">How far the result is from the content, <c>‖F − F′‖² / ‖F′‖²</c>; null where the content does not count.</param>
/// <param name="Envelope">How the loudness of the result follows that of the content, moment by moment: Pearson's correlation, −1 to 1.</param>
/// <param name="Gain">What the samples were multiplied by so that none is beyond −1 to 1; 1 for nothing.</param>
public sealed record SoundResult(SoundClip Clip, double StyleBefore, double StyleAfter, double? ContentAfter, double Envelope, double Gain);
