using StyleForge.Engine.Running;

namespace StyleForge.Service;

/// <summary>How <c>watch</c> was asked to run.</summary>
/// <param name="Options">Threads and memory of each worker, and the weights.</param>
/// <param name="Workers">How many jobs to work on at once, 1 or more.</param>
/// <param name="OutputRoot">Absolute folder that pictures go below.</param>
/// <param name="Once">True to end when nothing is left to do.</param>
internal sealed record WatchRequest(RunOptions Options, int Workers, string OutputRoot, bool Once);
