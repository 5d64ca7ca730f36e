using StyleForge.Models.Threading;

namespace StyleForge.Tests.Models.Threading;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Every_item_is_done_once_by_a_known_worker(int threads)
    {
        using var pool = new WorkerPool(threads);
        foreach (var items in new[] { 0, 1, 2, 5, 100, 1000 })
        {
            var counts = new int[items];
            pool.Run(new Count(counts, threads), items);
            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Thousands_of_tiny_runs_all_complete()
    {
        using var pool = new WorkerPool(4);
        var counts = new int[3];
        for (var run = 0; run < 20000; run++)
        {
            pool.Run(new Count(counts, 4), 3);
        }

        Assert.Equal([20000, 20000, 20000], counts);
    }

    [Fact]
    public void Callers_on_several_threads_take_turns()
    {
        using var pool = new WorkerPool(3);
        var counts = new int[50];
        var callers = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var run = 0; run < 200; run++)
            {
                pool.Run(new Count(counts, 3), 50);
            }
        })).ToList();
        callers.ForEach(caller => caller.Start());
        callers.ForEach(caller => caller.Join());
        Assert.All(counts, count => Assert.Equal(800, count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_failure_reaches_the_caller_and_the_pool_works_on(int threads)
    {
        using var pool = new WorkerPool(threads);
        for (var round = 0; round < 50; round++)
        {
            var failure = Assert.Throws<InvalidDataException>(() => pool.Run(new Fail(at: 7), 20));
            Assert.Equal("item 7", failure.Message);
            var counts = new int[20];
            pool.Run(new Count(counts, threads), 20);
            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 1)]
    [InlineData(3, 20)]
    public void Work_that_starts_work_is_refused_instead_of_hanging(int threads, int items)
    {
        using var pool = new WorkerPool(threads);
        var refusal = Assert.Throws<InvalidOperationException>(() => pool.Run(new Nest(pool), items));
        Assert.Contains("must not start work itself", refusal.Message, StringComparison.Ordinal);
        pool.Run(new Count(new int[5], threads), 5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_pool_of_one_thread_works_inside_an_item_of_another(int threads)
    {
        using var outer = new WorkerPool(threads);
        using var inner = new WorkerPools(threads, each: 1);
        var counts = new int[20];
        outer.Run(new Inside(inner, counts), 20);
        Assert.All(counts, count => Assert.Equal(1, count));

        // Whoever comes back from the inner pool is still at work for the outer one.
        Assert.Throws<InvalidOperationException>(() => outer.Run(new InsideAndBack(inner, outer), 20));
        using var several = new WorkerPools(threads, each: 2);
        Assert.Throws<InvalidOperationException>(() => outer.Run(new Inside(several, counts), 20));
        outer.Run(new Count(counts, threads), 20);
        Assert.All(counts, count => Assert.Equal(2, count));
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_run()
    {
        using var pool = new WorkerPool(2);
        var counts = new int[50];
        pool.Run(new Count(counts, 2), 50);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < 100; run++)
        {
            pool.Run(new Count(counts, 2), 50);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Nothing_is_allocated_when_the_caller_has_to_wait_for_the_first_time()
    {
        using var pool = new WorkerPool(2);
        using var begun = new SemaphoreSlim(0);
        pool.Run(new OneIsSlow(begun, slow: 0), 2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        pool.Run(new OneIsSlow(begun, slow: 1), 2);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Disposal_may_be_repeated_and_ends_everything()
    {
        var pool = new WorkerPool(4);
        pool.Run(new Count(new int[10], 4), 10);
        pool.Dispose();
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Run(new Count(new int[10], 4), 10));
    }

    [Fact]
    public void Disposal_waits_for_the_work_in_flight()
    {
        var pool = new WorkerPool(2);
        using var begun = new ManualResetEventSlim();
        using var finish = new ManualResetEventSlim();
        var counts = new int[2];
        var runner = new Thread(() => pool.Run(new Wait(begun, finish, counts), 2));
        runner.Start();
        begun.Wait();
        var disposer = new Thread(pool.Dispose);
        disposer.Start();
        finish.Set();
        disposer.Join();
        runner.Join();
        Assert.Equal([1, 1], counts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void A_number_of_threads_out_of_range_is_refused(int threads) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPool(threads));

    private sealed class WorkerPools(int count, int each) : IDisposable
    {
        private readonly WorkerPool[] _pools = [.. Enumerable.Range(0, count).Select(_ => new WorkerPool(each))];

        public WorkerPool this[int worker] => _pools[worker];

        public void Dispose() => Array.ForEach(_pools, pool => pool.Dispose());
    }

    private readonly struct Inside(WorkerPools pools, int[] counts) : IWork
    {
        public void Do(int item, int worker) => pools[worker].Run(new Offset(counts, item), 1);
    }

    private readonly struct InsideAndBack(WorkerPools pools, WorkerPool outer) : IWork
    {
        public void Do(int item, int worker)
        {
            pools[worker].Run(new Offset(new int[1], 0), 1);
            outer.Run(new Offset(new int[1], 0), 1);
        }
    }

    private readonly struct Offset(int[] counts, int index) : IWork
    {
        public void Do(int item, int worker) => Interlocked.Increment(ref counts[index]);
    }

    // Two items: the slow worker has begun one before the other worker is done with its own, and takes long over it.
    private readonly struct OneIsSlow(SemaphoreSlim begun, int slow) : IWork
    {
        public void Do(int item, int worker)
        {
            if (worker == slow)
            {
                begun.Release();
                Thread.Sleep(100);
            }
            else
            {
                begun.Wait();
            }
        }
    }

    private readonly struct Count(int[] counts, int threads) : IWork
    {
        public void Do(int item, int worker)
        {
            Assert.True((uint)worker < (uint)threads);
            Interlocked.Increment(ref counts[item]);
        }
    }

    private readonly struct Fail(int at) : IWork
    {
        public void Do(int item, int worker)
        {
            if (item == at)
            {
                throw new InvalidDataException($"item {item}");
            }
        }
    }

    private readonly struct Nest(WorkerPool pool) : IWork
    {
        public void Do(int item, int worker) => pool.Run(new Fail(at: -1), 3);
    }

    private readonly struct Wait(ManualResetEventSlim begun, ManualResetEventSlim finish, int[] counts) : IWork
    {
        public void Do(int item, int worker)
        {
            begun.Set();
            finish.Wait();
            Interlocked.Increment(ref counts[item]);
        }
    }
}
