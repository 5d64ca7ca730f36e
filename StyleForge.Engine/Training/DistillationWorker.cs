using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Training;

namespace StyleForge.Engine.Training;

/// <summary>Student and teacher at work on one pair of pictures, on one thread.</summary>
internal sealed class DistillationWorker : IDisposable
{
    private readonly WorkerPool _one = new(1);
    private readonly TrainingRun[] _students;
    // By teacher, then by picture.
    private readonly NetworkRun<float>[][] _teachers;
    private readonly int[] _teacherOf;
    private readonly TapMatch[] _matches;
    private readonly string[] _taps;
    private readonly int[] _mapLengths;
    private readonly TapGradients[] _gradients;

    public DistillationWorker(Network<float> student, IReadOnlyList<Network<float>> teachers, IReadOnlyList<double> energies, int side, DistillationOptions options, TensorPool pool)
    {
        _taps = [.. options.Taps];
        _gradients = [new TapGradients(this, 0), new TapGradients(this, 1)];
        Shape shape = [1, 3, side, side];
        _students = [new TrainingRun(student, shape, _taps, _one, pool), new TrainingRun(student, shape, _taps, _one, pool)];
        var used = _taps.Select(tap => Distillation.TeacherOf(teachers, tap)).Distinct().ToList();
        _teacherOf = [.. _taps.Select(tap => used.IndexOf(Distillation.TeacherOf(teachers, tap)))];
        _teachers = [.. used.Select(teacher => Prepare(teacher, shape, [.. _taps.Where(tap => Distillation.TeacherOf(teachers, tap) == teacher)], pool))];
        _students[0].Forward();
        foreach (var runs in _teachers)
        {
            runs[0].Forward();
        }

        _matches = [.. _taps.Select((tap, index) => new TapMatch(_students[0].Tap(tap), Teacher(index, 0), IsMapped(index), energies[index], options.Differences))];
        _mapLengths = [.. _taps.Select((tap, index) => IsMapped(index) ? _students[0].Tap(tap).Shape[1] * Teacher(index, 0).Shape[1] : 0)];
    }

    /// <summary>Where the two pictures go.</summary>
    public (Tensor<float> First, Tensor<float> Second) Sources => (_students[0].Source, _students[1].Source);

    /// <summary>Takes the maps as they are now.</summary>
    public void Set(ReadOnlySpan<float> head)
    {
        for (var tap = 0; tap < _matches.Length; tap++)
        {
            _matches[tap].Set(head[.._mapLengths[tap]]);
            head = head[_mapLengths[tap]..];
        }
    }

    /// <summary>Compares both pictures at all taps; adds the gradients.</summary>
    public void Run(Tensor<float> networkGradient, Span<float> headGradient, Span<double> parts)
    {
        for (var i = 0; i < 2; i++)
        {
            _students[i].Forward();
            foreach (var runs in _teachers)
            {
                _students[i].Source.Span.CopyTo(runs[i].Source.Span);
                runs[i].Forward();
            }
        }

        for (var tap = 0; tap < _taps.Length; tap++)
        {
            var name = _taps[tap];
            (parts[tap], parts[_taps.Length + tap]) = _matches[tap].Compare(
                [_students[0].Tap(name), _students[1].Tap(name)], [Teacher(tap, 0), Teacher(tap, 1)], weight: 1.0 / _taps.Length);
            for (var i = 0; i < 2; i++)
            {
                _matches[tap].AddMapGradient(i, _students[i].Tap(name), headGradient[.._mapLengths[tap]]);
            }

            headGradient = headGradient[_mapLengths[tap]..];
        }

        for (var i = 0; i < 2; i++)
        {
            _students[i].Backward(_gradients[i], networkGradient);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var run in _students)
        {
            run.Dispose();
        }

        foreach (var run in _teachers.SelectMany(runs => runs))
        {
            run.Dispose();
        }

        foreach (var match in _matches)
        {
            match.Dispose();
        }

        _one.Dispose();
    }

    private NetworkRun<float>[] Prepare(Network<float> teacher, Shape shape, string[] taps, TensorPool pool) =>
        [teacher.Prepare(shape, taps, _one, pool, isForwardOnly: true), teacher.Prepare(shape, taps, _one, pool, isForwardOnly: true)];

    private FeatureMap<float> Teacher(int tap, int picture) => _teachers[_teacherOf[tap]][picture].Tap(_taps[tap]);

    private bool IsMapped(int tap) => _students[0].Tap(_taps[tap]).Shape[1] != Teacher(tap, 0).Shape[1];

    private sealed class TapGradients(DistillationWorker owner, int picture) : ITapGradients<float>
    {
        public void Add(string tap, int firstRow, FeatureMap<float> activations, FeatureMap<float> gradient) =>
            owner._matches[owner._taps.IndexOf(tap)].AddGradient(picture, gradient);
    }
}
