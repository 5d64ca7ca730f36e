namespace StyleForge.Tests.TestKit;

public sealed unsafe class GuardedBufferTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    // Asked of the system, which answers where a read by the process itself would end it.
    [LinuxTheory("protected pages")]
    [InlineData(5)]
    [InlineData(960)]
    [InlineData(1024)]
    public void What_lies_before_the_first_element_and_past_the_last_cannot_be_touched(int length)
    {
        using var first = new GuardedBuffer([length], startsAtPage: true);
        using var last = new GuardedBuffer([length]);

        Assert.True(CanBeRead(first.Tensor.Pointer));
        Assert.False(CanBeRead(first.Tensor.Pointer - 1));
        Assert.True(CanBeRead(first.Tensor.Pointer + length));
        Assert.True(CanBeRead(last.Tensor.Pointer + length - 1));
        Assert.False(CanBeRead(last.Tensor.Pointer + length));
        Assert.True(CanBeRead(last.Tensor.Pointer - 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_write_at_the_other_end_is_found(bool startsAtPage)
    {
        using var buffer = new GuardedBuffer([7], startsAtPage);
        buffer.Check();
        buffer.Tensor.Pointer[startsAtPage ? 7 + 63 : -64] = 0;
        Assert.ThrowsAny<Exception>(buffer.Check);
    }

    private bool CanBeRead(float* at)
    {
        using var file = File.OpenHandle(_path, FileMode.Open, FileAccess.Write);
        try
        {
            RandomAccess.Write(file, new ReadOnlySpan<byte>(at, sizeof(float)), 0);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
