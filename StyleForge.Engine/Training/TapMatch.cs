using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Training;

namespace StyleForge.Engine.Training;

/// <summary>
/// Compares two networks at one tap on a pair of pictures x and y: with <c>e = M·student − teacher</c>,
/// <c>½(mean e(x)² + mean e(y)²)/q + λ·mean (e(y) − e(x))² / (mean (t(y) − t(x))² + q/1000)</c>.
/// </summary>
/// <remarks>
/// The second part is what the gradient of a style transfer is made of: not only must the student see what the teacher sees,
/// what it sees must change as the teacher's does when the picture changes. That is Sobolev training (Czarnecki et al. 2017)
/// with differences in place of derivatives. Departure: a difference is compared with the size of the teacher's own.
/// </remarks>
internal sealed unsafe class TapMatch : IDisposable
{
    private const double LeastChange = 1e-3;

    private readonly ChannelMap? _map;
    private readonly Tensor<float>[] _memory;
    private readonly FeatureMap<float>[] _errors;
    private readonly double _energy;
    private readonly double _differences;

    /// <summary>Takes memory for pictures of one size.</summary>
    /// <param name="student">A map of the student's at the tap.</param>
    /// <param name="teacher">A map of the teacher's.</param>
    /// <param name="usesMap">True for a learned map between them.</param>
    /// <param name="energy">q: the mean square of the teacher's activations on photographs, above 0.</param>
    /// <param name="differences">λ.</param>
    public TapMatch(FeatureMap<float> student, FeatureMap<float> teacher, bool usesMap, double energy, double differences)
    {
        _map = usesMap ? new ChannelMap(student.Shape[1], teacher.Shape[1]) : null;
        (_energy, _differences) = (energy, differences);
        _memory = [Memory(teacher), Memory(teacher)];
        _errors = [.. _memory.Select(memory => new FeatureMap<float>(teacher.Shape, teacher.Lanes, memory.Pointer, teacher.PlaneLength))];
    }

    /// <summary>Takes the map as it is now.</summary>
    public void Set(ReadOnlySpan<float> map) => _map?.Set(map);

    /// <summary>Compares, and keeps the gradients by the mapped features of both pictures for <see cref="AddGradient"/>.</summary>
    /// <param name="students">The student's features of both pictures.</param>
    /// <param name="teachers">The teacher's.</param>
    /// <param name="weight">Factor of the gradients.</param>
    /// <returns>The value, without the factor: of the features, and of the differences without λ.</returns>
    public (double Features, double Differences) Compare(ReadOnlySpan<FeatureMap<float>> students, ReadOnlySpan<FeatureMap<float>> teachers, double weight)
    {
        for (var i = 0; i < 2; i++)
        {
            Map(students[i], _errors[i]);
        }

        double square = 0, change = 0, teacherChange = 0;
        for (var plane = 0; plane < _errors[0].Planes; plane++)
        {
            Subtract(plane, teachers, ref square, ref change, ref teacherChange);
        }

        var count = (double)_errors[0].Length;
        var scale = (teacherChange / count) + (LeastChange * _energy);
        var own = (float)(weight / (count * _energy));
        var across = (float)(2 * weight * _differences / (count * scale));
        for (var plane = 0; plane < _errors[0].Planes; plane++)
        {
            Turn(plane, own, across);
        }

        return (square / (2 * count * _energy), change / (count * scale));
    }

    /// <summary>Adds the gradient by the student's features of one picture.</summary>
    /// <param name="picture">0 or 1.</param>
    /// <param name="gradient">Added to.</param>
    public void AddGradient(int picture, FeatureMap<float> gradient)
    {
        if (_map is not null)
        {
            _map.Backward(_errors[picture], gradient);
            return;
        }

        for (var plane = 0; plane < gradient.Planes; plane++)
        {
            var from = Plane(_errors[picture], plane);
            var to = Plane(gradient, plane);
            for (var i = 0; i < to.Length; i++)
            {
                to[i] += from[i];
            }
        }
    }

    /// <summary>Adds the gradient by the map.</summary>
    /// <param name="picture">0 or 1.</param>
    /// <param name="student">The student's features of the picture.</param>
    /// <param name="mapGradient">Added to.</param>
    public void AddMapGradient(int picture, FeatureMap<float> student, Span<float> mapGradient) =>
        _map?.AddMapGradient(student, _errors[picture], mapGradient);

    /// <inheritdoc/>
    public void Dispose()
    {
        _map?.Dispose();
        foreach (var memory in _memory)
        {
            memory.Dispose();
        }
    }

    private static Tensor<float> Memory(FeatureMap<float> map) => new([map.Planes, map.PlaneLength]);

    private static Span<float> Plane(FeatureMap<float> map, int plane) => new(map.Pointer + (plane * map.PlaneStride), map.PlaneLength);

    private void Map(FeatureMap<float> student, FeatureMap<float> destination)
    {
        if (_map is not null)
        {
            _map.Forward(student, destination);
            return;
        }

        for (var plane = 0; plane < destination.Planes; plane++)
        {
            Plane(student, plane).CopyTo(Plane(destination, plane));
        }
    }

    // e ← e − t for both pictures; adds up Σe², Σ(e₁ − e₀)² and Σ(t₁ − t₀)².
    private void Subtract(int plane, ReadOnlySpan<FeatureMap<float>> teachers, ref double square, ref double change, ref double teacherChange)
    {
        Span<float> e0 = Plane(_errors[0], plane), e1 = Plane(_errors[1], plane), t0 = Plane(teachers[0], plane), t1 = Plane(teachers[1], plane);
        const int chunk = 4096;
        for (var first = 0; first < e0.Length; first += chunk)
        {
            var (squares, changes, teacherChanges) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            var end = Math.Min(first + chunk, e0.Length);
            var i = first;
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                var (a, b) = (new Vector<float>(t0[i..]), new Vector<float>(t1[i..]));
                var x = new Vector<float>(e0[i..]) - a;
                var y = new Vector<float>(e1[i..]) - b;
                x.CopyTo(e0[i..]);
                y.CopyTo(e1[i..]);
                squares += (x * x) + (y * y);
                changes += (y - x) * (y - x);
                teacherChanges += (b - a) * (b - a);
            }

            square += Vector.Sum(squares);
            change += Vector.Sum(changes);
            teacherChange += Vector.Sum(teacherChanges);
            for (; i < end; i++)
            {
                (e0[i], e1[i]) = (e0[i] - t0[i], e1[i] - t1[i]);
                square += (e0[i] * (double)e0[i]) + (e1[i] * (double)e1[i]);
                change += (e1[i] - (double)e0[i]) * (e1[i] - (double)e0[i]);
                teacherChange += (t1[i] - (double)t0[i]) * (t1[i] - (double)t0[i]);
            }
        }
    }

    // The derivatives: e₀·own − (e₁ − e₀)·across, and e₁·own + (e₁ − e₀)·across.
    private void Turn(int plane, float own, float across)
    {
        Span<float> e0 = Plane(_errors[0], plane), e1 = Plane(_errors[1], plane);
        var i = 0;
        for (; i <= e0.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var (x, y) = (new Vector<float>(e0[i..]), new Vector<float>(e1[i..]));
            var step = (y - x) * across;
            ((x * own) - step).CopyTo(e0[i..]);
            ((y * own) + step).CopyTo(e1[i..]);
        }

        for (; i < e0.Length; i++)
        {
            var (x, y) = (e0[i], e1[i]);
            (e0[i], e1[i]) = ((x * own) - ((y - x) * across), (y * own) + ((y - x) * across));
        }
    }
}
