using StyleForge.Queue;

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
            turns.Start(worker => Serve(bench, turns, worker, claim => completed.Add(claim.Job.Name)));

            Assert.True(turns.Failure is null, $"seed {seed}: {turns.Failure}");
            Assert.True(completed.Order(StringComparer.Ordinal).SequenceEqual(["job0", "job1", "job2", "job3", "town"]), $"seed {seed}: {string.Join(", ", completed)}");
            Assert.True(bench.Disk.List("/drop/done").Count == 5 && bench.Disk.List("/drop/working").Count == 0, $"seed {seed}:\n{string.Join('\n', bench.Disk.Paths)}");
        }
    }

    [Fact]
    public void Whatever_the_order_no_two_pictures_have_one_output()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var bench = new QueueBench();
            string[] names = ["town.png", "town.jpg", "town.jpeg", "town.bmp"];
            foreach (var name in names)
            {
                bench.Drop($"marbling/{name}", "picture");
            }

            var turns = new Turns(workers: 3, seed);
            var outputs = new List<string>();
            turns.Start(worker => Serve(bench, turns, worker, claim => outputs.Add(bench.Output(claim)!)));

            Assert.True(turns.Failure is null, $"seed {seed}: {turns.Failure}");
            Assert.True(outputs.Count == names.Length && outputs.Distinct().Count() == names.Length, $"seed {seed}: {string.Join(", ", outputs)}");
            Assert.All(outputs, output => Assert.Matches("^town-marbling(-[2-9]|-[0-9a-f]{8})?.png$", output)); // A number may be passed over where two reached for one picture.
        }
    }

    private static void Serve(QueueBench bench, Turns turns, int worker, Action<IClaim> isMade)
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
            isMade(claim);
            bench.Write($"/drop/output/{bench.Output(claim) ?? claim.Job.Name}", "picture");
            Assert.True(QueueBench.Complete(claim));
        }
    }

    /// <summary>Lets one thread go on at a time, and draws anew who it is before each operation.</summary>
    private sealed class Turns(int workers, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly List<int> _present = [.. Enumerable.Range(0, workers)];
        private int _turn;

        public Exception? Failure { get; private set; }

        public void Start(Action<int> work)
        {
            var threads = Enumerable.Range(0, workers).Select(worker => new Thread(() => Work(worker, () => work(worker)))).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
        }

        private void Work(int worker, Action work)
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
