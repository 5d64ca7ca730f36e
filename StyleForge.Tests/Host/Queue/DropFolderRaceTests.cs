namespace StyleForge.Tests.Host.Queue;

/// <summary>Several workers over one folder, with another order of their operations for each seed.</summary>
public class DropFolderRaceTests
{
    [Fact]
    public void Whatever_the_order_of_their_operations_workers_do_each_job_once()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var bench = new QueueBench();
            for (var i = 0; i < 4; i++)
            {
                bench.Drop($"job{i}.json");
            }

            bench.Drop("marbling/town.png", "picture");
            var turns = new Turns(workers: 3, seed);
            var completed = new List<string>();
            var threads = Enumerable.Range(0, 3).Select(worker => new Thread(() => turns.Work(worker, () => Serve(bench, turns, worker, completed)))).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());

            Assert.True(turns.Failure is null, $"seed {seed}: {turns.Failure}");
            Assert.True(completed.Order(StringComparer.Ordinal).SequenceEqual(["job0", "job1", "job2", "job3", "town"]), $"seed {seed}: {string.Join(", ", completed)}");
            Assert.True(bench.Disk.List("/drop/done").Count == 5 && bench.Disk.List("/drop/working").Count == 0, $"seed {seed}:\n{string.Join('\n', bench.Disk.Paths)}");
        }
    }

    private static void Serve(QueueBench bench, Turns turns, int worker, List<string> completed)
    {
        var queue = bench.Open(QueueBench.Process(worker), new FaultyFiles(bench.Disk) { Before = () => turns.Wait(worker) });
        for (var idle = 0; idle < 4;)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            if (QueueBench.Take(queue) is not { } claim)
            {
                idle++;
                continue;
            }

            idle = 0;
            QueueBench.Renew(claim);
            if (QueueBench.Complete(claim))
            {
                completed.Add(claim.Job.Name);
            }
        }
    }

    /// <summary>Lets one thread go on at a time, and draws anew who it is before each operation.</summary>
    private sealed class Turns(int workers, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly List<int> _present = [.. Enumerable.Range(0, workers)];
        private int _turn;

        public Exception? Failure { get; private set; }

        public void Work(int worker, Action work)
        {
            lock (_present)
            {
                AwaitTurn(worker);
                try
                {
                    work();
                }
                catch (Exception failure)
                {
                    Failure = failure;
                }

                _present.Remove(worker);
                Draw();
            }
        }

        // Called with the lock, which is given away while another has its turn.
        public void Wait(int worker)
        {
            Draw();
            AwaitTurn(worker);
        }

        private void AwaitTurn(int worker)
        {
            while (_turn != worker)
            {
                Monitor.Wait(_present);
            }
        }

        private void Draw()
        {
            if (_present.Count > 0)
            {
                _turn = _present[_random.Next(_present.Count)];
                Monitor.PulseAll(_present);
            }
        }
    }
}
