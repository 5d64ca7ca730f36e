using System.Runtime.InteropServices;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Weights;

public sealed class HalfPrecisionTests
{
    private const ushort Largest = 0x7bff;

    [Fact]
    public void Every_number_that_float16_has_is_kept_subnormal_ones_and_both_zeros_too()
    {
        var positive = Enumerable.Range(0, Largest + 1).Select(bits => (ushort)bits);
        ushort[] all = [.. positive, .. positive.Select(bits => (ushort)(bits | 0x8000))];

        using var read = WeightBytes.Read(Written([.. all.Select(Value)]));

        Assert.Equal(all, Bits(Written([.. all.Select(Value)])));
        Assert.Equal(all.Select(bits => BitConverter.SingleToInt32Bits(Value(bits))), read["a"].Span.ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Any_other_number_goes_to_the_nearest_and_from_halfway_to_the_even_one()
    {
        var lower = Enumerable.Range(0, Largest).Select(bits => (ushort)bits).ToArray();
        // Exact in float32: it has thirteen bits more.
        float[] halfway = [.. lower.Select(bits => (Value(bits) + Value((ushort)(bits + 1))) / 2)];

        Assert.Equal(lower, Bits(Written([.. halfway.Select(MathF.BitDecrement)])));
        Assert.Equal(lower.Select(bits => (ushort)(bits + (bits & 1))), Bits(Written(halfway)));
        Assert.Equal(lower.Select(bits => (ushort)(bits + 1)), Bits(Written([.. halfway.Select(MathF.BitIncrement)])));
        Assert.Equal(lower.Select(bits => (ushort)(0x8000 | (bits + (bits & 1)))), Bits(Written([.. halfway.Select(number => -number)])));
    }

    [Theory]
    [InlineData(65520f, "65520")]
    [InlineData(-65520f, "-65520")]
    [InlineData(float.MaxValue, "3.4028235E+38")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void What_would_become_infinite_is_refused_by_name(float number, string text)
    {
        // The last that rounds to the largest number there is.
        Assert.Equal([Largest], Bits(Written([MathF.BitDecrement(65520)])));

        using var tensor = Tensor<float>.From([3], [1, 2, number]);
        var refusal = Assert.Throws<OverflowException>(() => SafetensorsWriter.Write(Stream.Null, [("a.weight", tensor)], new Dictionary<string, string>(), asHalf: true));
        Assert.Equal($"Number 2 of 'a.weight' is {text}, but float16 goes from -65504 to 65504: write the weights as float32.", refusal.Message);
    }

    [Fact]
    public void A_file_that_is_refused_leaves_what_was_there_before()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("w.safetensors");
        using var small = new WeightSet("made", "", [("a", Tensor<float>.From([1], [0.1f]))], new Dictionary<string, string> { ["k"] = "v" });
        using var large = new WeightSet("made", "", [("a", Tensor<float>.From([1], [1e6f]))]);
        WeightFile.Write(path, small, asHalf: true);

        Assert.Throws<OverflowException>(() => WeightFile.Write(path, large, asHalf: true));

        Assert.Equal(["w.safetensors"], folder.Names);
        using var read = WeightFile.Read(path);
        Assert.Equal((float)(Half)0.1f, Assert.Single(read["a"].Span.ToArray()));
        Assert.Equal("v", read.Metadata["k"]);
    }

    private static float Value(ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits);

    private static byte[] Written(float[] numbers)
    {
        using var tensor = Tensor<float>.From([numbers.Length], numbers);
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [("a", tensor)], new Dictionary<string, string>(), asHalf: true);
        return stream.ToArray();
    }

    private static ushort[] Bits(byte[] file) => MemoryMarshal.Cast<byte, ushort>(file.AsSpan(8 + (int)BitConverter.ToInt64(file))).ToArray();
}
