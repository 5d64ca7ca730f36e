using StyleForge.Engine.Training;
using StyleForge.Models.Kernels;
using StyleForge.Models.Tensors;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Training;

/// <summary>The comparison at one tap: its value against sums by hand, its gradients against difference quotients.</summary>
[EveryWidth]
public sealed class TapMatchTests
{
    private const double Energy = 0.7;
    private const double Weight = 2;

    [Theory]
    [InlineData(5, 7, true, 0.5)]
    [InlineData(17, 3, true, 0)]
    [InlineData(20, 20, true, 3)]
    [InlineData(6, 6, false, 0.5)]
    [InlineData(19, 19, false, 0)]
    public void The_value_is_the_formulas(int studentChannels, int teacherChannels, bool usesMap, double differences)
    {
        using var tap = new Tap(studentChannels, teacherChannels, usesMap, differences);
        double square = 0, change = 0, teacherChange = 0;
        for (var i = 0; i < tap.Teachers[0].Length; i++)
        {
            var (e0, e1) = (tap.Error(0, i), tap.Error(1, i));
            square += (e0 * e0) + (e1 * e1);
            change += (e1 - e0) * (e1 - e0);
            teacherChange += Math.Pow(tap.Teachers[1].Span[i] - tap.Teachers[0].Span[i], 2);
        }

        double count = tap.Teachers[0].Length;
        var (features, changes) = tap.Compare();
        Assert.Equal(square / count / 2 / Energy, features, 1e-5 * features);
        Assert.Equal(change / count / ((teacherChange / count) + (Energy / 1000)), changes, 1e-5 * changes);
    }

    // The value is a polynomial of the second degree in the features and in the map, so central differences are exact at any
    // step: a large one keeps the rounding of floats out of them.
    [Theory]
    [InlineData(5, 7, true, 0.5)]
    [InlineData(17, 3, true, 0)]
    [InlineData(6, 6, false, 0.5)]
    [InlineData(19, 19, false, 2)]
    public void The_gradients_are_those_of_difference_quotients(int studentChannels, int teacherChannels, bool usesMap, double differences)
    {
        using var tap = new Tap(studentChannels, teacherChannels, usesMap, differences);
        for (var picture = 0; picture < 2; picture++)
        {
            Check(tap, tap.Students[picture], tap.Gradient(picture));
        }

        if (usesMap)
        {
            Check(tap, tap.Map, tap.MapGradient());
        }
        else
        {
            Assert.All(tap.MapGradient(), number => Assert.Equal(0, number));
        }
    }

    [Fact]
    public void A_perfect_student_has_no_loss_and_no_gradient()
    {
        using var tap = new Tap(6, 6, usesMap: false, 0.5);
        tap.Teachers[0].Span.CopyTo(tap.Students[0].Span);
        tap.Teachers[1].Span.CopyTo(tap.Students[1].Span);

        Assert.Equal((0, 0), tap.Compare());
        Assert.All(tap.Gradient(0), number => Assert.Equal(0, number));
    }

    private static void Check(Tap tap, Tensor<float> point, float[] gradient)
    {
        const float step = 0.5f;
        var (worst, largest) = (0.0, 0.0);
        for (var i = 0; i < point.Length; i++)
        {
            var number = point.Span[i];
            point.Span[i] = number + step;
            var above = tap.Value();
            point.Span[i] = number - step;
            var quotient = (above - tap.Value()) / (2 * step);
            point.Span[i] = number;
            worst = Math.Max(worst, Math.Abs(quotient - gradient[i]));
            largest = Math.Max(largest, Math.Abs(quotient));
        }

        // A value near 10 is rounded at its seventh digit, and the largest derivatives are some hundredths.
        Assert.True(largest > 0 && worst <= 1e-4 * largest, $"A derivative is off by {worst:E1}, where the largest is {largest:E1}.");
    }

    private sealed class Tap : IDisposable
    {
        private readonly FeatureMaps _maps = new();
        private readonly TapMatch _match;
        private readonly bool _usesMap;
        private readonly double _differences;

        public Tap(int studentChannels, int teacherChannels, bool usesMap, double differences)
        {
            (_usesMap, _differences) = (usesMap, differences);
            Shape student = [1, studentChannels, 5, 7], teacher = [1, teacherChannels, 5, 7];
            Students = [TensorFill.Uniform<float>(student, 1), TensorFill.Uniform<float>(student, 2)];
            Teachers = [TensorFill.Uniform<float>(teacher, 3), TensorFill.Uniform<float>(teacher, 4)];
            Map = TensorFill.Uniform<float>([studentChannels, teacherChannels], 5);
            _match = new TapMatch(Blocked(Students[0]), Blocked(Teachers[0]), usesMap, Energy, differences);
        }

        public Tensor<float>[] Students { get; }

        public Tensor<float>[] Teachers { get; }

        public Tensor<float> Map { get; }

        public (double Features, double Differences) Compare()
        {
            _match.Set(Map.Span);
            return _match.Compare([Blocked(Students[0]), Blocked(Students[1])], [Blocked(Teachers[0]), Blocked(Teachers[1])], Weight);
        }

        public double Value()
        {
            var (features, differences) = Compare();
            return Weight * (features + (_differences * differences));
        }

        public double Error(int picture, int element)
        {
            var (channel, position) = (element / 35, element % 35);
            var mapped = _usesMap
                ? Enumerable.Range(0, Map.Shape[0]).Sum(c => (double)Map.Span[(c * Map.Shape[1]) + channel] * Students[picture].Span[(c * 35) + position])
                : Students[picture].Span[element];
            return mapped - Teachers[picture].Span[element];
        }

        // What was there is added to.
        public float[] Gradient(int picture)
        {
            Compare();
            using var ones = new Tensor<float>(Students[picture].Shape);
            ones.Span.Fill(1);
            var gradient = Blocked(ones);
            _match.AddGradient(picture, gradient);
            return [.. _maps.Copy(gradient).Span.ToArray().Select(number => number - 1)];
        }

        public float[] MapGradient()
        {
            Compare();
            var gradient = new float[Map.Length];
            _match.AddMapGradient(0, Blocked(Students[0]), gradient);
            _match.AddMapGradient(1, Blocked(Students[1]), gradient);
            return gradient;
        }

        public void Dispose()
        {
            _match.Dispose();
            _maps.Dispose();
            Map.Dispose();
            Array.ForEach([.. Students, .. Teachers], tensor => tensor.Dispose());
        }

        // In the layout that runs of networks have here.
        private FeatureMap<float> Blocked(Tensor<float> tensor) => _maps.Copy(tensor, VectorWidth.Bits > 0);
    }
}
