using StyleForge.Models.Tensors;

namespace StyleForge.Models.Weights;

/// <summary>A tensor as a PyTorch file describes it: a strided view of a storage.</summary>
/// <param name="Storage">The numbers.</param>
/// <param name="Offset">Where in the storage the first element is.</param>
/// <param name="Extents">The shape.</param>
/// <param name="Strides">Elements of the storage from one index to the next, for each dimension.</param>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Extents, long[] Strides)
{
    /// <summary>True where it is its whole storage, row by row.</summary>
    public bool IsWhole
    {
        get
        {
            var stride = 1L;
            for (var d = Extents.Length - 1; d >= 0; d--)
            {
                if (Extents[d] != 1 && Strides[d] != stride)
                {
                    return false;
                }

                stride *= Extents[d];
            }

            return Offset == 0 && stride == Storage.Count;
        }
    }

    /// <summary>True where every element lies in the storage. The extents must be a shape's.</summary>
    public bool IsInside
    {
        get
        {
            var last = (Int128)Offset;
            for (var d = 0; d < Extents.Length; d++)
            {
                last += (Int128)(Extents[d] - 1) * Strides[d];
            }

            return Offset >= 0 && Array.TrueForAll(Strides, stride => stride >= 0) && last < Storage.Count;
        }
    }

    /// <summary>Copies the elements out of the storage, row by row.</summary>
    public void Gather(ReadOnlySpan<float> storage, Tensor<float> destination)
    {
        var index = new long[Extents.Length];
        var place = Offset;
        foreach (ref var element in destination.Span)
        {
            element = storage[(int)place];
            for (var d = Extents.Length - 1; d >= 0; d--)
            {
                place += Strides[d];
                if (++index[d] < Extents[d])
                {
                    break;
                }

                place -= Strides[d] * Extents[d];
                index[d] = 0;
            }
        }
    }
}
