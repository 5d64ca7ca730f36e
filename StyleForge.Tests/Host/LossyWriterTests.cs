using StyleForge.Hosting;

namespace StyleForge.Tests.Host;

public sealed class LossyWriterTests
{
    [Fact]
    public void What_is_written_arrives()
    {
        using var inner = new StringWriter { NewLine = "\n" };
        using var writer = new LossyWriter(inner);

        writer.WriteLine("one");
        writer.Write('t');
        writer.Write("wo");
        writer.WriteLine();
        writer.Write(['5', '6'], 1, 1);
        writer.Flush();

        Assert.Equal("one\ntwo\n6", inner.ToString());
        Assert.Null(writer.Loss);
    }

    [Fact]
    public void From_the_first_failure_on_everything_is_dropped()
    {
        using var full = new FullWriter();
        using var writer = new LossyWriter(full);

        writer.WriteLine("one");
        writer.Write('t');
        writer.Flush();

        Assert.Equal(("The disk is full", 1), (writer.Loss, full.Attempts));
    }

    [Fact]
    public void A_fault_of_the_program_is_no_failure_to_write()
    {
        using var inner = new StringWriter();
        using var writer = new LossyWriter(inner);

        Assert.Throws<ArgumentNullException>(() => writer.Write(null!, 0, 1));
    }

    private sealed class FullWriter : TextWriter
    {
        public int Attempts { get; private set; }

        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            Attempts++;
            throw new IOException("The disk is full.");
        }

        public override void Write(char value) => throw new InvalidOperationException("Nothing is to be written any more.");
    }
}
