namespace StyleForge;

/// <summary>What the process says to whoever started it. Scripts rely on these numbers.</summary>
internal static class ExitCodes
{
    /// <summary>Everything that was asked for is done.</summary>
    public const int Done = 0;

    /// <summary>Some job failed, or some job file was invalid while others ran.</summary>
    public const int JobFailed = 1;

    /// <summary>The command line, the configuration, or every job is wrong; nothing ran.</summary>
    public const int Wrong = 2;

    /// <summary>There was nothing to do.</summary>
    public const int NothingToDo = 3;

    /// <summary>Stopped by Ctrl-C or by a request to end; the same command can be given again.</summary>
    public const int Interrupted = 130;

    /// <summary>What a command says that looks at one input after the other and passes over those that cannot be read.</summary>
    /// <param name="done">Inputs that were looked at.</param>
    /// <param name="failed">Inputs that could not be.</param>
    public static int Of(int done, int failed) => failed == 0 ? Done : done > 0 ? JobFailed : Wrong;
}
