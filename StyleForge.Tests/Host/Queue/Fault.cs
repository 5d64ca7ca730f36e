namespace StyleForge.Tests.Host.Queue;

/// <summary>What can befall an operation on files.</summary>
public enum Fault
{
    None,

    /// <summary>The process is killed, and nothing was done.</summary>
    KilledBefore,

    /// <summary>The process is killed, and part was done, where there are parts.</summary>
    KilledWithin,

    /// <summary>The process is killed, and all was done.</summary>
    KilledAfter,

    /// <summary>The disk fails, and nothing was done.</summary>
    Fails,

    /// <summary>The disk fails, and all was done all the same: the answer of a share was lost.</summary>
    FailsHavingDone,
}
