using StyleForge.Queue;

namespace StyleForge.Tests.Host.Queue;

/// <summary>A process of a made-up machine.</summary>
internal sealed class FakeProcesses(QueueOwner own, HashSet<QueueOwner> ended) : IProcesses
{
    public QueueOwner Own => own;

    public bool HasEnded(QueueOwner owner) => (owner.Host, owner.Boot) == (own.Host, own.Boot) && ended.Contains(owner);
}
