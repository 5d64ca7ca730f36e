using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Networks;

/// <summary>Adds one tensor to another of the same length, cut into stretches.</summary>
internal readonly unsafe struct AddWork<T>(Tensor<T> source, Tensor<T> destination) : IWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Stretch = 1 << 14;
    private readonly T* _source = source.Pointer;
    private readonly T* _destination = destination.Pointer;
    private readonly int _length = destination.Length;

    /// <summary>How many stretches there are.</summary>
    public int Items => (_length + Stretch - 1) / Stretch;

    /// <inheritdoc/>
    public void Do(int item, int worker)
    {
        var end = Math.Min(_length, (item + 1) * Stretch);
        for (var i = item * Stretch; i < end; i++)
        {
            _destination[i] += _source[i];
        }
    }
}
