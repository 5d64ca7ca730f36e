namespace StyleForge.Queue;

/// <summary>Which processes there are, as far as this machine can tell.</summary>
internal interface IProcesses
{
    /// <summary>This process.</summary>
    QueueOwner Own { get; }

    /// <summary>True where a process of this machine has ended; false where it lives, or nobody here can know.</summary>
    bool HasEnded(QueueOwner owner);
}
