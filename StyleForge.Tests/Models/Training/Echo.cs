using System.Numerics;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.Models.Training;

/// <summary>The gradient of half the squared activations, which are the activations themselves.</summary>
internal sealed unsafe class Echo<T> : ITapGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Add(string tap, int firstRow, FeatureMap<T> activations, FeatureMap<T> gradient)
    {
        for (var plane = 0; plane < gradient.Planes; plane++)
        {
            for (var i = 0; i < gradient.PlaneLength; i++)
            {
                gradient.Pointer[(plane * gradient.PlaneStride) + i] += activations.Pointer[(plane * activations.PlaneStride) + i];
            }
        }
    }
}
