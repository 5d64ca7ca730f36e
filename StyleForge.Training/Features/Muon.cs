using StyleForge.Training.Networks;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Features;

/// <summary>
/// Moves kernels by Muon (Jordan et al. 2024, "Muon: an optimizer for hidden layers"): a momentum whose singular values are all
/// brought near 1, so that rare directions are learned as fast as common ones.
/// </summary>
internal sealed class Muon : IDisposable
{
    private const double Momentum = 0.95;
    private const int Iterations = 5;
    private const double A = 3.4445;
    private const double B = -4.7750;
    private const double C = 2.0315;

    // How far a step moves the rows of V, in learning rates. They are about as long as what comes out is large, which is 1 or 2 at all layers.
    private const double Scale = 10;

    private readonly ParameterPack _kernels;
    private readonly PatchWhitening _whitening;
    private readonly ScalarType _precision;

    /// <summary>Begins with no memory of gradients.</summary>
    public Muon(ParameterPack kernels, PatchWhitening whitening, ScalarType precision)
    {
        (_kernels, _whitening, _precision) = (kernels, whitening, precision);
        Mean = zeros_like(kernels.Numbers).detach().DetachFromDisposeScope();
    }

    /// <summary>The running mean of the gradient.</summary>
    public Tensor Mean { get; }

    /// <summary>One step by the gradients that have arrived.</summary>
    /// <param name="learningRate">How far, about, in units of a number.</param>
    public void Step(double learningRate)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var gradient = _kernels.Numbers.grad!;
        Mean.mul_(Held(Momentum)).add_(gradient, Held(1 - Momentum));

        // Nesterov's look ahead.
        var ahead = _kernels.Views((Mean * Held(Momentum)).add_(gradient, Held(1 - Momentum)));
        var numbers = _kernels.Views();
        for (var index = 0; index < ahead.Length; index++)
        {
            using var own = NewDisposeScope();
            var white = _whitening.Gradient(index, ahead[index]);
            var (rows, columns) = (white.shape[0], white.shape[1] * white.shape[2]);
            var move = Orthogonalise(white.flatten(1), _precision).to(ScalarType.Float32).view(white.shape);
            numbers[index].add_(_whitening.Move(index, move).view(numbers[index].shape), Held(-learningRate * Scale * Math.Sqrt(Math.Max(1, (double)rows / columns))));
        }
    }

    /// <summary>
    /// Brings the singular values of matrices near 1 and keeps their singular vectors: five steps of a Newton-Schulz iteration,
    /// <c>X ← aX + (b·XXᵀ + c·(XXᵀ)²)·X</c>, with Jordan's coefficients, which trade exactness (the values end between 0.7 and 1.2)
    /// for speed.
    /// </summary>
    /// <param name="matrix"><c>(rows, columns)</c>.</param>
    /// <param name="precision">The numbers to calculate with; seven bits are enough for a direction.</param>
    public static Tensor Orthogonalise(Tensor matrix, ScalarType precision)
    {
        using var scope = NewDisposeScope();
        var isTall = matrix.shape[0] > matrix.shape[1];
        var x = isTall ? matrix.t() : matrix;
        x = (x / x.Squared().sum().sqrt().Plus(1e-7)).to(precision);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var square = x.mm(x.t());
            x = (x * Held(A)).Plus((square * Held(B)).Plus(square.mm(square) * Held(C)).mm(x));
        }

        return (isTall ? x.t() : x).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => Mean.Dispose();
}
