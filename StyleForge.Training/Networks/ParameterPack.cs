using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StyleForge.Training.Networks;

/// <summary>Learned numbers of several shapes, one after the other in one tensor, so that an optimiser moves all of them at once.</summary>
internal sealed class ParameterPack : IDisposable
{
    private readonly long[] _lengths;

    /// <summary>Takes the first values, which stay the caller's.</summary>
    public ParameterPack(IReadOnlyList<Tensor> values)
    {
        Shapes = [.. values.Select(value => value.shape)];
        _lengths = [.. values.Select(value => value.numel())];
        using var scope = NewDisposeScope();
        Numbers = new Parameter(cat([.. values.Select(value => value.reshape(-1))], 0).MoveToOuterDisposeScope());
        Numbers.DetachFromDisposeScope();
    }

    /// <summary>The shapes, in order.</summary>
    public IReadOnlyList<long[]> Shapes { get; }

    /// <summary>All of them.</summary>
    public Parameter Numbers { get; }

    /// <summary>Each in its shape, in the memory of <see cref="Numbers"/>; where gradients are on, their gradients arrive there.</summary>
    public Tensor[] Views() => Views(Numbers);

    /// <summary>The same of another tensor of that length.</summary>
    public Tensor[] Views(Tensor numbers) => [.. numbers.split(_lengths, 0).Select((part, index) => part.view(Shapes[index]))];

    /// <inheritdoc/>
    public void Dispose() => Numbers.Dispose();
}
