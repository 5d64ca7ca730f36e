using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StyleForge.Models.Kernels.Lanes;

/// <summary>One float: what is left over at the end.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct Lanes32(float value) : ILanes<Lanes32>
{
    private readonly float _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Create(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes32 value, float* destination) => *destination = value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Add(Lanes32 x, Lanes32 y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Subtract(Lanes32 x, Lanes32 y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Multiply(Lanes32 x, Lanes32 y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 MultiplyAdd(Lanes32 x, Lanes32 y, Lanes32 z) => new(float.MultiplyAddEstimate(x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Max(Lanes32 x, Lanes32 y) => x._value > y._value ? x : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Min(Lanes32 x, Lanes32 y) => x._value < y._value ? x : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Divide(Lanes32 x, Lanes32 y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 SquareRoot(Lanes32 x) => new(MathF.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Exponential(Lanes32 x) => new(Vector128.Exp(Vector128.CreateScalar(x._value)).ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Lanes32 mask) => BitsOf(mask) >> 31;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Mask(uint bits) => FromBits((bits & 1) == 0 ? 0 : uint.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(Lanes32 value, float* destination) => Store(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Less(Lanes32 x, Lanes32 y) => FromBits(x._value < y._value ? uint.MaxValue : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 And(Lanes32 mask, Lanes32 x) => FromBits(BitsOf(mask) & BitsOf(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Or(Lanes32 x, Lanes32 y) => FromBits(BitsOf(x) | BitsOf(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 AndNot(Lanes32 mask, Lanes32 x) => FromBits(~BitsOf(mask) & BitsOf(x));

    private static uint BitsOf(Lanes32 x) => BitConverter.SingleToUInt32Bits(x._value);

    private static Lanes32 FromBits(uint bits) => new(BitConverter.UInt32BitsToSingle(bits));
}
