namespace StyleForge.Hosting;

/// <summary>A program of this machine that is to be run.</summary>
/// <param name="Program">Its name, to be looked for on the PATH: <c>npm</c>.</param>
/// <param name="Arguments">What it is told.</param>
/// <param name="Folder">Where it is run.</param>
internal sealed record ProgramCall(string Program, IReadOnlyList<string> Arguments, string Folder);
