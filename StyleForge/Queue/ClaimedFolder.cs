namespace StyleForge.Queue;

/// <summary>The folder of a job at work.</summary>
/// <param name="Path">Where it is, absolute.</param>
/// <param name="Id">The job's id.</param>
/// <param name="Word">A word that no other claim has.</param>
/// <param name="Attempt">The number of its owner, from 1.</param>
internal sealed record ClaimedFolder(string Path, string Id, string Word, int Attempt);
