using StyleForge.Engine.Codecs.Formats;

namespace StyleForge.Tests.Engine.Codecs.Formats;

public class PngCrcTests
{
    [Fact]
    public void The_checksum_has_the_published_check_value() => Assert.Equal(0xCBF43926u, PngCrc.Of("123456789"u8));

    [Fact]
    public void Every_length_agrees_with_the_checksum_taken_bit_by_bit()
    {
        var bytes = new byte[70];
        new Random(1).NextBytes(bytes);
        for (var length = 0; length <= bytes.Length; length++)
        {
            Assert.Equal(PngBuilder.Crc(bytes.AsSpan(0, length)), PngCrc.Of(bytes.AsSpan(0, length)));
        }
    }
}
