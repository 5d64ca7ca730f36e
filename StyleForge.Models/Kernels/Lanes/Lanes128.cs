using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace StyleForge.Models.Kernels.Lanes;

/// <summary>4 floats in a 128-bit register.</summary>
internal readonly unsafe struct Lanes128(Vector128<float> value) : ILanes<Lanes128>
{
    private readonly Vector128<float> _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<float>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Create(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes128 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Add(Lanes128 x, Lanes128 y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Subtract(Lanes128 x, Lanes128 y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Multiply(Lanes128 x, Lanes128 y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(Lanes128 x, Lanes128 y, Lanes128 z) => new(Vector128.MultiplyAddEstimate(x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Max(Lanes128 x, Lanes128 y) => new(Vector128.MaxNative(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Lanes128 mask) => (uint)mask._value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Mask(uint bits)
    {
        var lane = Vector128.Create(1, 2, 4, 8);
        return new(Vector128.Equals(Vector128.Create((int)bits) & lane, lane).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(Lanes128 value, float* destination) => value._value.StoreAlignedNonTemporal(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Less(Lanes128 x, Lanes128 y) => new(Vector128.LessThan(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 And(Lanes128 mask, Lanes128 x) => new(mask._value & x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AndNot(Lanes128 mask, Lanes128 x) => new(Vector128.AndNot(x._value, mask._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Shift(Lanes128 x, Lanes128 next) => new(Sse.IsSupported
        ? Vector128.Shuffle(Sse.MoveScalar(x._value, next._value), Vector128.Create(1, 2, 3, 0))
        : Vector128.Shuffle(x._value, Vector128.Create(1, 2, 3, 0)).WithElement(3, next._value.ToScalar()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadDealt(float* source, out Lanes128 x0, out Lanes128 x1, out Lanes128 x2, out Lanes128 x3) =>
        Transpose(Load(source), Load(source + 4), Load(source + 8), Load(source + 12), out x0, out x1, out x2, out x3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDealt(Lanes128 x0, Lanes128 x1, Lanes128 x2, Lanes128 x3, float* destination)
    {
        Transpose(x0, x1, x2, x3, out x0, out x1, out x2, out x3);
        Store(x0, destination);
        Store(x1, destination + 4);
        Store(x2, destination + 8);
        Store(x3, destination + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Lanes128 a, Lanes128 b, Lanes128 c, Lanes128 d, out Lanes128 x0, out Lanes128 x1, out Lanes128 x2, out Lanes128 x3)
    {
        var (abLow, abHigh) = (ZipLow(a._value, b._value), ZipHigh(a._value, b._value));
        var (cdLow, cdHigh) = (ZipLow(c._value, d._value), ZipHigh(c._value, d._value));
        x0 = new(Vector128.Create(abLow.GetLower(), cdLow.GetLower()));
        x1 = new(Vector128.Create(abLow.GetUpper(), cdLow.GetUpper()));
        x2 = new(Vector128.Create(abHigh.GetLower(), cdHigh.GetLower()));
        x3 = new(Vector128.Create(abHigh.GetUpper(), cdHigh.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) :
        AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b) :
        Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) :
        AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b) :
        Vector128.Create(a[2], b[2], a[3], b[3]);
}
