namespace StyleForge.Models.Threading;

/// <summary>
/// A piece of work cut into numbered items. An item writes outputs that no other item writes, so the result does not
/// depend on which thread takes which item, nor in what order.
/// </summary>
public interface IWork
{
    /// <summary>Does one item.</summary>
    /// <param name="item">0 to one below the count given to <see cref="WorkerPool.Run{TWork}"/>.</param>
    /// <param name="worker">0 to one below <see cref="WorkerPool.Threads"/>: which scratch memory is this thread's own.</param>
    void Do(int item, int worker);
}
