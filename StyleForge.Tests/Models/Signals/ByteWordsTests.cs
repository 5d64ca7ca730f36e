using StyleForge.Models.Signals;

namespace StyleForge.Tests.Models.Signals;

public sealed class ByteWordsTests
{
    private const float None = 256;

    private readonly float[] _words = new float[ByteWords.Count];

    [Fact]
    public void A_short_file_stands_at_both_ends_and_nothing_between()
    {
        var file = "12345678"u8.ToArray();

        Assert.True(ByteWords.TryRead(file, file, _words));

        Assert.Equal(file.Select(each => (float)each), _words[..8]);
        Assert.Equal(file.Select(each => (float)each), _words[^8..]);
        Assert.All(_words[8..^8], word => Assert.Equal(None, word));
    }

    [Fact]
    public void White_space_before_the_beginning_and_behind_the_end_does_not_count()
    {
        var file = " \t\r\n\v\fabcdefgh \n"u8.ToArray();

        Assert.True(ByteWords.TryRead(file, file, _words));

        Assert.Equal('a', _words[0]);
        Assert.Equal(' ', _words[8]);
        Assert.Equal('h', _words[^1]);
        Assert.Equal(' ', _words[^14]);
    }

    [Theory]
    [InlineData("1234567")]
    [InlineData("\n\n\n\n      1234567")]
    [InlineData("            ")]
    public void Fewer_than_eight_bytes_are_too_few(string text)
    {
        var file = System.Text.Encoding.ASCII.GetBytes(text);

        Assert.False(ByteWords.TryRead(file, file, _words));
    }

    [Fact]
    public void Of_a_long_file_the_first_and_the_last_kilobyte_count()
    {
        var beginning = Enumerable.Range(0, ByteWords.Block).Select(i => (byte)(100 + (i / 1024))).ToArray();
        var end = Enumerable.Range(0, ByteWords.Block).Select(i => (byte)(200 + (i / 1024))).ToArray();

        Assert.True(ByteWords.TryRead(beginning, end, _words));

        Assert.All(_words[..1024], word => Assert.Equal(100, word));
        Assert.All(_words[1024..], word => Assert.Equal(203, word));
    }
}
