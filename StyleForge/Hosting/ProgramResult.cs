namespace StyleForge.Hosting;

/// <summary>What a program left behind.</summary>
/// <param name="ExitCode">0 where it did what it was told.</param>
/// <param name="Lines">The last lines that it printed, those on standard error included, without blank ones.</param>
internal sealed record ProgramResult(int ExitCode, IReadOnlyList<string> Lines);
