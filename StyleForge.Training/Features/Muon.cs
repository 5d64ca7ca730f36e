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

    // Updates of the size that Adam's have: so many times the root of the longer side.
    private const double Scale = 0.2;

    private readonly ParameterPack _kernels;

    /// <summary>Begins with no memory of gradients.</summary>
    public Muon(ParameterPack kernels)
    {
        _kernels = kernels;
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
        foreach (var group in Enumerable.Range(0, ahead.Length).GroupBy(index => (Rows: ahead[index].shape[0], Columns: ahead[index].numel() / ahead[index].shape[0])))
        {
            int[] members = [.. group];
            var matrices = stack([.. members.Select(index => ahead[index].view(group.Key.Rows, group.Key.Columns))], 0);
            var moves = Orthogonalise(matrices) * Held(-learningRate * Scale * Math.Sqrt(Math.Max(group.Key.Rows, group.Key.Columns)));
            for (var member = 0; member < members.Length; member++)
            {
                numbers[members[member]].add_(moves[member].view(numbers[members[member]].shape));
            }
        }
    }

    /// <summary>
    /// Brings the singular values of matrices near 1 and keeps their singular vectors: five steps of a Newton-Schulz iteration,
    /// <c>X ← aX + (b·XXᵀ + c·(XXᵀ)²)·X</c>, with Jordan's coefficients, which trade exactness (the values end between 0.7 and 1.2)
    /// for speed.
    /// </summary>
    /// <param name="matrices"><c>(N, rows, columns)</c>.</param>
    public static Tensor Orthogonalise(Tensor matrices)
    {
        using var scope = NewDisposeScope();
        var isTall = matrices.shape[1] > matrices.shape[2];
        var x = isTall ? matrices.transpose(1, 2) : matrices;
        x = x / (x.square().sum([1L, 2L], keepdim: true).sqrt() + Held(1e-7));
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var square = x.bmm(x.transpose(1, 2));
            x = (x * Held(A)) + ((square * Held(B)) + (square.bmm(square) * Held(C))).bmm(x);
        }

        return (isTall ? x.transpose(1, 2) : x).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => Mean.Dispose();
}
