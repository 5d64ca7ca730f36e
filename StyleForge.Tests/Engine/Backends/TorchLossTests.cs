using StyleForge.Engine.Backends.Torch;
using StyleForge.Engine.Losses;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Settings;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Tests.Engine.Losses;
using StyleForge.Tests.TestKit;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Tests.Engine.Backends;

/// <summary>Every loss and its gradient against the formula on libtorch and its autograd, in double precision.</summary>
public sealed class TorchLossTests : IDisposable
{
    // Sums of the same numbers in another order.
    private const double Tolerance = 1e-12;
    private const double Weight = 3;

    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();

    public static TheoryData<LossNormalisation> Normalisations => [.. Enum.GetValues<LossNormalisation>()];

    public static TheoryData<LossNormalisation, bool> StyleChoices()
    {
        var choices = new TheoryData<LossNormalisation, bool>();
        foreach (var normalisation in Enum.GetValues<LossNormalisation>())
        {
            choices.Add(normalisation, false);
            choices.Add(normalisation, true);
        }

        return choices;
    }

    [TorchTheory]
    [MemberData(nameof(Normalisations))]
    public void Content(LossNormalisation normalisation)
    {
        using var target = TensorFill.Uniform<double>([1, 5, 6, 7], 1);
        using var loss = new ContentLoss<double>(FeatureMap<double>.Of(target), normalisation, _workers, _pool);
        using var there = TorchOracle.Copy(target);
        Check(
            [1, 5, 6, 7],
            (features, gradient) => loss.Evaluate(features, Weight, gradient),
            features => TorchLosses.Content(features, there).Times(Weight * TorchLosses.ContentScale(there, normalisation)));
    }

    [TorchTheory]
    [MemberData(nameof(StyleChoices))]
    public void Style(LossNormalisation normalisation, bool isMasked)
    {
        using var style = TensorFill.Uniform<double>([1, 5, 8, 3], 1);
        using var other = TensorFill.Uniform<double>([1, 5, 4, 9], 2);
        using var mask = TensorFill.Uniform<double>([6, 7], 3);
        foreach (ref var share in mask.Span)
        {
            share = Math.Abs(share);
        }

        using var target = new GramTarget<double>(5, _workers, _pool);
        target.Add(style, 0.25);
        target.Add(other, 0.75);
        using var loss = new GramLoss<double>(target.Gram, normalisation, _workers, _pool, isMasked ? mask : null);
        using var scope = torch.NewDisposeScope();
        var there = TorchLosses.Gram(TorchOracle.Copy(style)).Times(0.25).Plus(TorchLosses.Gram(TorchOracle.Copy(other)).Times(0.75));
        var positions = isMasked ? TorchOracle.Copy<double>(mask.Span, 1, mask.Length) : null;

        TorchOracle.Close<double>(there, target.Gram.Span, Tolerance, "target");
        Check(
            [1, 5, 6, 7],
            (features, gradient) => loss.Evaluate(features, Weight, gradient),
            features => TorchLosses.Style(features, there, positions).Times(Weight * TorchLosses.StyleScale(there, normalisation)));
    }

    [TorchTheory]
    [InlineData(TotalVariationKind.SquaredMean, 9, 7)]
    [InlineData(TotalVariationKind.Absolute, 9, 7)]
    [InlineData(TotalVariationKind.NinePoint, 9, 7)]
    [InlineData(TotalVariationKind.NinePoint, 33, 18)]
    [InlineData(TotalVariationKind.SquaredMean, 33, 1)]
    [InlineData(TotalVariationKind.SquaredMean, 1, 18)]
    public void Total_variation(TotalVariationKind kind, int height, int width)
    {
        using var loss = new TotalVariationLoss<double>(kind, [3, height, width], _workers, _pool);
        Check(
            [1, 3, height, width],
            (picture, gradient) => loss.Evaluate(picture.Span, Weight, gradient.Span),
            picture => TorchLosses.TotalVariation(picture, kind).Times(Weight));
    }

    public void Dispose()
    {
        _pool.Dispose();
        _workers.Dispose();
    }

    private static void Check(Shape shape, Func<Tensor<double>, Tensor<double>, double> evaluate, Func<TorchTensor, TorchTensor> oracle)
    {
        using var scope = torch.NewDisposeScope();
        using var source = TensorFill.AwayFromKinks(shape, 5);
        using var gradient = new Tensor<double>(shape);
        var value = evaluate(source, gradient);

        var x = TorchOracle.Leaf(source);
        var expected = oracle(x);
        expected.backward();

        TorchOracle.Close<double>(expected, [value], Tolerance, "value");
        TorchOracle.Close<double>(x.grad!, gradient.Span, Tolerance, "gradient");
    }
}
