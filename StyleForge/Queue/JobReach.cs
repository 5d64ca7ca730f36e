namespace StyleForge.Queue;

/// <summary>How far a worker has come with a job.</summary>
/// <param name="Picture">Name of the picture that is being made; null before the first.</param>
/// <param name="Number">Its place among the pictures of the job, from 1; 0 before the first.</param>
/// <param name="Count">How many pictures the job makes; 0 where that is not known yet.</param>
/// <param name="Fraction">How much of the whole job is done, 0 to 1.</param>
/// <param name="SecondsLeft">Seconds that the rest will take; null where nobody knows.</param>
internal sealed record JobReach(string? Picture, int Number, int Count, double Fraction, double? SecondsLeft);
