using StyleForge.Queue;

namespace StyleForge.Tests.Host.Queue;

public sealed class DropFolderContentTests
{
    [Fact]
    public async Task The_picture_that_is_rendered_is_found_wherever_its_job_lies()
    {
        var bench = new QueueBench();
        var queue = bench.Open();
        bench.Drop("lone.json", """{ "version": 1, "content": "lake.png", "styles": ["marbling"] }""");
        bench.Drop("lake.png", "lake");
        bench.Drop("marbling/town.png", "town");
        await queue.SubmitAsync(
            new Submission("both", """{ "version": 1, "content": "castle.png", "styles": ["marbling"] }""", new Dictionary<string, Func<Stream>> { ["castle.png"] = () => new MemoryStream("castle"u8.ToArray()) }),
            CancellationToken.None);

        Assert.Equal(["castle", "lake", "town"], Contents(JobState.Waiting));
        var claims = new[] { bench.Claim(queue)!, bench.Claim(queue)!, bench.Claim(queue)! };
        Assert.Equal(["castle", "lake", "town"], Contents(JobState.Working));
        Assert.All(claims, claim => Assert.True(QueueBench.Complete(claim)));
        Assert.Equal(["castle", "lake", "town"], Contents(JobState.Done));

        IEnumerable<string?> Contents(JobState state) =>
            QueueBench.Read(queue).Where(job => job.State == state).Select(job => bench.Text(Path.GetRelativePath(QueueBench.Root, job.Content!))).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void A_job_of_several_pictures_has_none_to_compare_with()
    {
        var bench = new QueueBench();
        bench.Drop("sweep.json", """{ "version": 1, "content": ["a.png", "b.png"], "styles": ["marbling"] }""");

        Assert.Null(Assert.Single(QueueBench.Read(bench.Open())).Content);
    }
}
