using StyleForge.Engine.Running;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Running;

/// <summary>The file alone: what is read back, and every way in which it can be spoilt.</summary>
public sealed class CheckpointFileTests : IDisposable
{
    private const long Most = 1 << 20;

    private static readonly CheckpointOrigin Origin = new("plan", "1.2.3", "managed (cpu)", 256, "1 of 32×24 with 10", "200 80");

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File(".a.png.checkpoint");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_and_nothing_else_lies_there()
    {
        Write(Origin, 42);

        Assert.Equal((42, null), Read());
        Assert.Equal([".a.png.checkpoint"], _folder.Names);
    }

    [Fact]
    public void Where_there_is_none_there_is_no_problem() => Assert.Equal((null, null), Read());

    [Fact]
    public void A_checkpoint_with_any_byte_changed_is_refused()
    {
        Write(Origin, 42);
        var whole = File.ReadAllBytes(Path);
        for (var i = 0; i < whole.Length; i++)
        {
            var spoilt = (byte[])whole.Clone();
            spoilt[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(Path, spoilt);
            Assert.Equal((null, i < "StyleForge checkpoint 1\n".Length ? "is no checkpoint of this form" : "is damaged"), Read());
        }
    }

    [Fact]
    public void A_checkpoint_cut_at_any_length_is_refused()
    {
        Write(Origin, 42);
        var whole = File.ReadAllBytes(Path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            Assert.Equal((null, length < "StyleForge checkpoint 1\n".Length ? "is no checkpoint of this form" : "is damaged"), Read());
        }

        File.WriteAllBytes(Path, [.. whole, 0]);
        Assert.Equal((null, "is damaged"), Read());
    }

    [Fact]
    public void A_render_goes_on_only_from_what_agrees_in_all_that_decides_bits()
    {
        foreach (var (other, problem) in ((CheckpointOrigin, string)[])
        [
            (Origin with { PlanHash = "other" }, "is of other pictures, weights or settings"),
            (Origin with { Version = "1.2.2" }, "was kept by version 1.2.2, and this is 1.2.3"),
            (Origin with { Backend = "torch (cuda)" }, "was kept on torch (cuda), and this is managed (cpu)"),
            (Origin with { VectorBits = 512 }, "was kept with vectors of 512 bits, and here they have 256"),
            (Origin with { Memory = "4 of 20×20 with 3" }, "was kept in other windows or with other remembered steps, which --memory and --parallel decide"),
        ])
        {
            Write(other, 42);
            Assert.Equal((null, problem), Read());
        }
    }

    [Fact]
    public void A_file_of_any_size_and_what_is_no_file_are_refused_without_being_read()
    {
        Write(Origin, 42);
        using (var file = File.OpenWrite(Path))
        {
            file.SetLength(1L << 40);
        }

        Assert.Equal((null, "is larger than a checkpoint of this picture can be"), Read());
        File.Delete(Path);
        Directory.CreateDirectory(Path);
        Assert.Equal((null, "is a folder, but must be a file: name a file in it"), Read());
    }

    [Fact]
    public void The_folder_is_made_where_it_is_missing_and_a_failure_keeps_what_was_there()
    {
        var deep = _folder.File("deep/er/.a.png.checkpoint");
        CheckpointFile.Write(deep, Origin, _ => { });
        var before = File.ReadAllBytes(deep);

        Assert.Throws<InvalidDataException>(() => CheckpointFile.Write(deep, Origin, _ => throw new InvalidDataException("stop")));
        Assert.Equal(before, File.ReadAllBytes(deep));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.File("deep/er")));
    }

    private void Write(CheckpointOrigin origin, int number) => CheckpointFile.Write(Path, origin, state => state.Exchange(ref number));

    private (int? Number, string? Problem) Read()
    {
        using var state = CheckpointFile.Open(Path, Origin, Most, out var problem);
        if (state is null)
        {
            return (null, problem);
        }

        var number = 0;
        state.Exchange(ref number);
        return (number, problem);
    }
}
