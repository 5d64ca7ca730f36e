using System.Runtime.ExceptionServices;

namespace StyleForge.Models.Threading;

/// <summary>
/// A fixed set of threads that share out numbered items of work. Items are handed out as threads become free, which is
/// harmless to the result because work is split by size and never by the number of threads: see <see cref="IWork"/>.
/// </summary>
/// <remarks>
/// The calling thread works too. One <see cref="Run{TWork}"/> is in flight at a time; others wait their turn. After the
/// first call with a given kind of work nothing is allocated. An item must not call <see cref="Run{TWork}"/>.
/// </remarks>
public sealed class WorkerPool : IDisposable
{
    private readonly Lock _turn = new();
    private readonly SemaphoreSlim[] _go;
    private readonly ManualResetEventSlim _done = new();
    private Batch? _batch;
    private int _next;
    private int _count;
    private int _running;
    private Exception? _failure;
    private volatile bool _disposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">1 to 1024; the calling thread counts as one. Null for one per processor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is out of range.</exception>
    public WorkerPool(int? threads = null)
    {
        Threads = threads ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1, nameof(threads));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, 1024, nameof(threads));
        _go = new SemaphoreSlim[Threads];
        for (var worker = 1; worker < Threads; worker++)
        {
            _go[worker] = new SemaphoreSlim(0);
            new Thread(Loop) { IsBackground = true, Name = $"StyleForge worker {worker}" }.Start(worker);
        }
    }

    /// <summary>How many threads work, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Does all items and returns when the last one is done.</summary>
    /// <typeparam name="TWork">A struct that holds what an item needs: pointers, extents, tensors.</typeparam>
    /// <param name="work">The work; copied once.</param>
    /// <param name="items">How many items, 0 or more.</param>
    /// <remarks>An exception of an item is thrown again here, after the other items have stopped.</remarks>
    public void Run<TWork>(TWork work, int items)
        where TWork : struct, IWork
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (items <= 1 || Threads == 1)
        {
            for (var item = 0; item < items; item++)
            {
                work.Do(item, worker: 0);
            }

            return;
        }

        lock (_turn)
        {
            var batch = Batch<TWork>.Rent(work);
            _batch = batch;
            _next = 0;
            _count = items;
            _failure = null;
            var others = Math.Min(Threads, items) - 1;
            _done.Reset();
            Volatile.Write(ref _running, others + 1);
            for (var worker = 1; worker <= others; worker++)
            {
                _go[worker].Release();
            }

            Work(worker: 0);
            _done.Wait();
            _batch = null;
            Batch<TWork>.Return(batch);
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }
    }

    /// <summary>Ends the threads. No work may be in flight.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        for (var worker = 1; worker < Threads; worker++)
        {
            _go[worker].Release();
        }

        _done.Dispose();
    }

    private void Loop(object? state)
    {
        var worker = (int)state!;
        while (true)
        {
            _go[worker].Wait();
            if (_disposed)
            {
                _go[worker].Dispose();
                return;
            }

            Work(worker);
        }
    }

    private void Work(int worker)
    {
        try
        {
            int item;
            while ((item = Interlocked.Increment(ref _next) - 1) < _count)
            {
                _batch!.Do(item, worker);
            }
        }
        catch (Exception failure)
        {
            // Kept for the caller; the remaining items are abandoned.
            Interlocked.CompareExchange(ref _failure, failure, null);
            Interlocked.Exchange(ref _next, _count);
        }

        if (Interlocked.Decrement(ref _running) == 0)
        {
            _done.Set();
        }
    }

    private abstract class Batch
    {
        public abstract void Do(int item, int worker);
    }

    private sealed class Batch<TWork> : Batch
        where TWork : struct, IWork
    {
        private static Batch<TWork>? _spare;
        private TWork _work;

        public static Batch<TWork> Rent(TWork work)
        {
            var batch = Interlocked.Exchange(ref _spare, null) ?? new Batch<TWork>();
            batch._work = work;
            return batch;
        }

        public static void Return(Batch<TWork> batch)
        {
            batch._work = default;
            Volatile.Write(ref _spare, batch);
        }

        public override void Do(int item, int worker) => _work.Do(item, worker);
    }
}
