using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StyleForge.Models.Kernels.Lanes;

/// <summary>16 floats in a 512-bit register.</summary>
internal readonly unsafe struct Lanes512(Vector512<float> value) : ILanes<Lanes512>
{
    private readonly Vector512<float> _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<float>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Add(Lanes512 x, Lanes512 y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Subtract(Lanes512 x, Lanes512 y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Multiply(Lanes512 x, Lanes512 y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(Lanes512 x, Lanes512 y, Lanes512 z) => new(Vector512.MultiplyAddEstimate(x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Max(Lanes512 x, Lanes512 y) => new(Vector512.MaxNative(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Lanes512 mask) => (uint)mask._value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Mask(uint bits)
    {
        var lane = Vector512.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
        return new(Vector512.Equals(Vector512.Create((int)bits) & lane, lane).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(Lanes512 value, float* destination) => value._value.StoreAlignedNonTemporal(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Less(Lanes512 x, Lanes512 y) => new(Vector512.LessThan(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 And(Lanes512 mask, Lanes512 x) => new(mask._value & x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 AndNot(Lanes512 mask, Lanes512 x) => new(Vector512.AndNot(x._value, mask._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Shift(Lanes512 x, Lanes512 next) =>
        new(Avx512F.AlignRight32(next._value.AsUInt32(), x._value.AsUInt32(), 1).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadDealt(float* source, out Lanes512 x0, out Lanes512 x1, out Lanes512 x2, out Lanes512 x3)
    {
        Lanes256.LoadDealt(source, out var a0, out var a1, out var a2, out var a3);
        Lanes256.LoadDealt(source + 32, out var b0, out var b1, out var b2, out var b3);
        x0 = new(Vector512.Create(a0.Value, b0.Value));
        x1 = new(Vector512.Create(a1.Value, b1.Value));
        x2 = new(Vector512.Create(a2.Value, b2.Value));
        x3 = new(Vector512.Create(a3.Value, b3.Value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDealt(Lanes512 x0, Lanes512 x1, Lanes512 x2, Lanes512 x3, float* destination)
    {
        var (a, b, c, d) = (x0._value, x1._value, x2._value, x3._value);
        Lanes256.StoreDealt(new(a.GetLower()), new(b.GetLower()), new(c.GetLower()), new(d.GetLower()), destination);
        Lanes256.StoreDealt(new(a.GetUpper()), new(b.GetUpper()), new(c.GetUpper()), new(d.GetUpper()), destination + 32);
    }
}
