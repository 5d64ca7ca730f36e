using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StyleForge.Models.Kernels.Lanes;

/// <summary>8 floats in a 256-bit register.</summary>
internal readonly unsafe struct Lanes256(Vector256<float> value) : ILanes<Lanes256>
{
    private readonly Vector256<float> _value = value;

    /// <summary>The register, for the kernels of twice the width.</summary>
    public Vector256<float> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _value;
    }

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<float>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Add(Lanes256 x, Lanes256 y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Subtract(Lanes256 x, Lanes256 y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Multiply(Lanes256 x, Lanes256 y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 x, Lanes256 y, Lanes256 z) => new(Vector256.MultiplyAddEstimate(x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Max(Lanes256 x, Lanes256 y) => new(Vector256.MaxNative(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Lanes256 mask) => (uint)mask._value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Mask(uint bits)
    {
        var lane = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        return new(Vector256.Equals(Vector256.Create((int)bits) & lane, lane).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(Lanes256 value, float* destination) => value._value.StoreAlignedNonTemporal(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Less(Lanes256 x, Lanes256 y) => new(Vector256.LessThan(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 And(Lanes256 mask, Lanes256 x) => new(mask._value & x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 AndNot(Lanes256 mask, Lanes256 x) => new(Vector256.AndNot(x._value, mask._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Shift(Lanes256 x, Lanes256 next) =>
        new(Avx2.AlignRight(Avx.Permute2x128(x._value, next._value, 0x21).AsByte(), x._value.AsByte(), sizeof(float)).AsSingle());

    // The halves of a register are transposed apart: floats 0 to 15 in the lower ones, 16 to 31 in the upper ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadDealt(float* source, out Lanes256 x0, out Lanes256 x1, out Lanes256 x2, out Lanes256 x3)
    {
        Transpose(
            Vector256.Create(Vector128.Load(source), Vector128.Load(source + 16)),
            Vector256.Create(Vector128.Load(source + 4), Vector128.Load(source + 20)),
            Vector256.Create(Vector128.Load(source + 8), Vector128.Load(source + 24)),
            Vector256.Create(Vector128.Load(source + 12), Vector128.Load(source + 28)),
            out var a,
            out var b,
            out var c,
            out var d);
        (x0, x1, x2, x3) = (new(a), new(b), new(c), new(d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDealt(Lanes256 x0, Lanes256 x1, Lanes256 x2, Lanes256 x3, float* destination)
    {
        Transpose(x0._value, x1._value, x2._value, x3._value, out var a, out var b, out var c, out var d);
        Vector256.Create(a.GetLower(), b.GetLower()).Store(destination);
        Vector256.Create(c.GetLower(), d.GetLower()).Store(destination + 8);
        Avx.Permute2x128(a, b, 0x31).Store(destination + 16);
        Avx.Permute2x128(c, d, 0x31).Store(destination + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector256<float> a,
        Vector256<float> b,
        Vector256<float> c,
        Vector256<float> d,
        out Vector256<float> x0,
        out Vector256<float> x1,
        out Vector256<float> x2,
        out Vector256<float> x3)
    {
        var (abLow, abHigh) = (Avx.UnpackLow(a, b).AsDouble(), Avx.UnpackHigh(a, b).AsDouble());
        var (cdLow, cdHigh) = (Avx.UnpackLow(c, d).AsDouble(), Avx.UnpackHigh(c, d).AsDouble());
        x0 = Avx.UnpackLow(abLow, cdLow).AsSingle();
        x1 = Avx.UnpackHigh(abLow, cdLow).AsSingle();
        x2 = Avx.UnpackLow(abHigh, cdHigh).AsSingle();
        x3 = Avx.UnpackHigh(abHigh, cdHigh).AsSingle();
    }
}
