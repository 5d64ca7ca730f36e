using StyleForge.Models.Tensors;

namespace StyleForge.Tests.TestKit;

/// <summary>Feature maps in either layout with memory of their own.</summary>
internal sealed unsafe class FeatureMaps : IDisposable
{
    private readonly List<Tensor<float>> _memory = [];

    /// <summary>A copy of a tensor (1, C, H, W). Planes lie further apart than they must, with nonsense between.</summary>
    public FeatureMap<float> Copy(Tensor<float> tensor, bool isBlocked)
    {
        var lanes = isBlocked ? FeatureMap<float>.BlockLanes : 1;
        var planes = (tensor.Shape[1] + lanes - 1) / lanes;
        var stride = (tensor.Shape.Positions * lanes) + 48;
        var memory = new Tensor<float>([planes, stride]);
        _memory.Add(memory);
        memory.Span.Fill(float.NaN);
        for (var plane = 0; plane < planes; plane++)
        {
            memory.Span.Slice(plane * stride, tensor.Shape.Positions * lanes).Clear();
        }

        var map = new FeatureMap<float>(tensor.Shape, lanes, memory.Pointer, stride);
        map.CopyFrom(tensor);
        return map;
    }

    /// <summary>The elements of a map in a tensor of their own.</summary>
    public Tensor<float> Copy(FeatureMap<float> map)
    {
        var tensor = new Tensor<float>(map.Shape);
        _memory.Add(tensor);
        map.CopyTo(tensor);
        return tensor;
    }

    public void Dispose() => _memory.ForEach(tensor => tensor.Dispose());
}
