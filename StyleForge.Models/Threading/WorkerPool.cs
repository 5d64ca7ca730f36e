using System.Runtime.ExceptionServices;

namespace StyleForge.Models.Threading;

/// <summary>
/// A fixed set of threads that share out numbered items of work. Items are handed out as threads become free, which is
/// harmless to the result because work is split by size and never by the number of threads: see <see cref="IWork"/>.
/// </summary>
/// <remarks>
/// The calling thread works too, and never waits for a thread that has not begun. One <see cref="Run{TWork}"/> is in
/// flight at a time; others wait their turn. After the first call with a given kind of work nothing is allocated.
/// </remarks>
public sealed class WorkerPool : IDisposable
{
    // The state counts empty seats in its upper and threads at work in its lower half, so that both change as one.
    private const int Seat = 1 << 16;

    private const int MostThreads = 1024;

    // The pool whose item this thread is doing; the innermost where one pool's item starts another's.
    [ThreadStatic]
    private static WorkerPool? _working;

    private readonly Lock _turn = new();
    private readonly SemaphoreSlim[] _wake;
    private readonly Thread[] _threads;
    // Not a ManualResetEventSlim: that allocates when it first has to block, which may be in any run.
    private readonly SemaphoreSlim _done = new(0);
    private readonly Dictionary<Type, Batch> _batches = [];
    private Batch? _batch;
    private int _state;
    private int _next;
    private int _count;
    private Exception? _failure;
    private volatile bool _disposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">1 to 1024; the calling thread counts as one. Null for one per processor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is out of range.</exception>
    public WorkerPool(int? threads = null)
    {
        Threads = threads ?? DefaultThreads;
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1, nameof(threads));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, MostThreads, nameof(threads));
        _wake = new SemaphoreSlim[Threads];
        _threads = new Thread[Threads];
        for (var worker = 1; worker < Threads; worker++)
        {
            _wake[worker] = new SemaphoreSlim(0);
            _threads[worker] = new Thread(Loop) { IsBackground = true, Name = $"StyleForge worker {worker}" };
            _threads[worker].Start(worker);
        }
    }

    /// <summary>How many threads work where nobody says: one per processor, 1024 at most.</summary>
    public static int DefaultThreads => Math.Min(Environment.ProcessorCount, MostThreads);

    /// <summary>How many threads work, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Does all items and returns when the last one is done.</summary>
    /// <typeparam name="TWork">A struct that holds what an item needs: pointers, extents, tensors.</typeparam>
    /// <param name="work">The work; copied once.</param>
    /// <param name="items">How many items, 0 or more.</param>
    /// <remarks>
    /// An exception of an item is thrown again here, after the items in progress have ended; those not begun are dropped.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// It was called by an item of work, other than of another pool by a pool of one thread, which works where it is called.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public void Run<TWork>(TWork work, int items)
        where TWork : struct, IWork
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_working is not null && (_working == this || Threads > 1))
        {
            throw new InvalidOperationException("An item of work must not start work itself: split the work further instead.");
        }

        if (items <= 1 || Threads == 1)
        {
            RunHere(ref work, items);
            return;
        }

        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var batch = BatchOf<TWork>();
            batch.Content = work;
            var failure = RunEverywhere(batch, items);
            batch.Content = default;
            if (failure is not null)
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    /// <summary>Waits for the work in flight and ends the threads. Must not be called by an item of work.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            for (var worker = 1; worker < Threads; worker++)
            {
                _wake[worker].Release();
                _threads[worker].Join();
                _wake[worker].Dispose();
            }

            _done.Dispose();
        }
    }

    private void RunHere<TWork>(ref TWork work, int items)
        where TWork : struct, IWork
    {
        var outer = _working;
        _working = this;
        try
        {
            for (var item = 0; item < items; item++)
            {
                work.Do(item, worker: 0);
            }
        }
        finally
        {
            _working = outer;
        }
    }

    private Exception? RunEverywhere(Batch batch, int items)
    {
        (_batch, _next, _count, _failure) = (batch, 0, items, null);
        var seats = Math.Min(Threads, items) - 1;
        Volatile.Write(ref _state, (seats * Seat) + 1);
        for (var worker = 1; worker <= seats; worker++)
        {
            // A worker that was woken and has not looked yet will see this batch when it does.
            if (_wake[worker].CurrentCount == 0)
            {
                _wake[worker].Release();
            }
        }

        Work(worker: 0);

        // Nothing is left to hand out: take the empty seats away, and wait only for those who sit.
        Interlocked.And(ref _state, Seat - 1);
        if (Interlocked.Decrement(ref _state) != 0)
        {
            _done.Wait();
        }

        _batch = null;
        return _failure;
    }

    private void Loop(object? state)
    {
        var worker = (int)state!;
        while (true)
        {
            _wake[worker].Wait();
            if (_disposed)
            {
                return;
            }

            if (TakeSeat())
            {
                Work(worker);
                if (Interlocked.Decrement(ref _state) == 0)
                {
                    _done.Release();
                }
            }
        }
    }

    private bool TakeSeat()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state < Seat)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _state, state - Seat + 1, state) == state)
            {
                return true;
            }
        }
    }

    private void Work(int worker)
    {
        _working = this;
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

        _working = null;
    }

    private Batch<TWork> BatchOf<TWork>()
        where TWork : struct, IWork
    {
        if (!_batches.TryGetValue(typeof(TWork), out var batch))
        {
            _batches[typeof(TWork)] = batch = new Batch<TWork>();
        }

        return (Batch<TWork>)batch;
    }

    private abstract class Batch
    {
        public abstract void Do(int item, int worker);
    }

    private sealed class Batch<TWork> : Batch
        where TWork : struct, IWork
    {
        private TWork _content;

        public TWork Content
        {
            set => _content = value;
        }

        public override void Do(int item, int worker) => _content.Do(item, worker);
    }
}
