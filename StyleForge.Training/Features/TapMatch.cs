using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StyleForge.Training.Features;

/// <summary>
/// Compares student and teacher at one tap on pairs of pictures x and y: with <c>e = M·student + b − teacher</c>,
/// <c>½(mean e(x)² + mean e(y)²)/q</c> and <c>mean (e(y) − e(x))² / (mean (t(y) − t(x))² + q/1000)</c>.
/// </summary>
/// <remarks>
/// The second part is what the gradient of a style transfer is made of: not only must the student see what the teacher sees,
/// what it sees must change as the teacher's does when the picture changes. That is Sobolev training (Czarnecki et al. 2017)
/// with differences in place of derivatives. Departures: a difference is compared with the size of the teacher's own, pair by pair, and
/// counts no more than twenty times that.
/// </remarks>
internal static class TapMatch
{
    private const double LeastChange = 1e-3;
    private const double MostDifference = 20;

    /// <summary>Compares.</summary>
    /// <param name="student">The student's features of all x, then of all y: <c>(2N, C, H, W)</c>.</param>
    /// <param name="teacher">The teacher's: <c>(2N, K, H, W)</c>.</param>
    /// <param name="map">M and b, a 1×1 convolution; null where channels are compared with channels.</param>
    /// <param name="square">q: the mean square of the teacher's activations on photographs, above 0.</param>
    /// <returns>Both parts, a number each, in the caller's dispose scope.</returns>
    public static (Tensor Features, Tensor Differences) Compare(Tensor student, Tensor teacher, Networks.Kernel? map, double square)
    {
        using var scope = NewDisposeScope();
        var mapped = map is { } own ? functional.conv2d(student, own.Weights.to(student.dtype), own.Bias.to(student.dtype)) : student;
        var error = mapped.to(ScalarType.Float32) - teacher.to(ScalarType.Float32);
        var pairs = error.shape[0] / 2;
        var features = error.Squared().mean() / Held(square);
        var change = (error.narrow(0, pairs, pairs) - error.narrow(0, 0, pairs)).Squared().mean([1L, 2L, 3L]);
        var teachers = (teacher.narrow(0, pairs, pairs) - teacher.narrow(0, 0, pairs)).to(ScalarType.Float32).Squared().mean([1L, 2L, 3L]);
        var differences = (change / teachers.Plus(LeastChange * square)).clamp_max(Held(MostDifference)).mean();
        return (features.MoveToOuterDisposeScope(), differences.MoveToOuterDisposeScope());
    }
}
