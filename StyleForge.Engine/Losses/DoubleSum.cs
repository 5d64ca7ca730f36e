using System.Numerics;
using System.Runtime.CompilerServices;

namespace StyleForge.Engine.Losses;

/// <summary>A sum of products that is kept in double precision, whatever the precision of the numbers.</summary>
/// <remarks>Each number is widened before it is multiplied, so a product of two floats is exact.</remarks>
internal struct DoubleSum<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Vector<double> _low;
    private Vector<double> _high;
    private double _rest;

    /// <summary>True where <see cref="AddProduct(Vector{T}, Vector{T})"/> works.</summary>
    public static bool HasVectors => typeof(T) == typeof(float) || typeof(T) == typeof(double);

    /// <summary>Everything added so far.</summary>
    public readonly double Total => Vector.Sum(_low + _high) + _rest;

    /// <summary>Adds the products of the elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProduct(Vector<T> left, Vector<T> right)
    {
        if (typeof(T) == typeof(float))
        {
            Vector.Widen(Vector.AsVectorSingle(left), out var leftLow, out var leftHigh);
            Vector.Widen(Vector.AsVectorSingle(right), out var rightLow, out var rightHigh);
            _low += leftLow * rightLow;
            _high += leftHigh * rightHigh;
        }
        else
        {
            _low += Vector.AsVectorDouble(left) * Vector.AsVectorDouble(right);
        }
    }

    /// <summary>Adds the product of two numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProduct(T left, T right) => _rest += double.CreateTruncating(left) * double.CreateTruncating(right);
}
