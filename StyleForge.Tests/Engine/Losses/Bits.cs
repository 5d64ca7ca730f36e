using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace StyleForge.Tests.Engine.Losses;

/// <summary>Names a result by every bit of it.</summary>
internal static class Bits
{
    /// <summary>The value and a hash of all numbers; equal only where every bit is.</summary>
    public static string Of<T>(double value, ReadOnlySpan<T> numbers)
        where T : unmanaged
        => $"{BitConverter.DoubleToInt64Bits(value):X} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(numbers)))}";
}
