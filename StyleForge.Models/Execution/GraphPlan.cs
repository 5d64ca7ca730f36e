using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>
/// What a run of a graph computes, and where: the layers that the taps depend on, one after the other, and an arena for their results and
/// gradients, in which those that never live at the same time share memory.
/// </summary>
/// <remarks>Of n steps number i goes forward at time i and back at time 2n − i; taps are read at time n. What goes back may look at its result.</remarks>
internal sealed class GraphPlan
{
    private readonly MemoryPlan _memory = new();
    private readonly List<GraphStep> _steps = [];

    /// <param name="description">The network.</param>
    /// <param name="source">The shape of what it is shown.</param>
    /// <param name="taps">The taps to be looked at.</param>
    /// <param name="purpose">Which passes there will be.</param>
    /// <exception cref="ArgumentException">There is no such tap, or a layer cannot take what it reads.</exception>
    public GraphPlan(NetworkDescription description, Shape source, IReadOnlyCollection<string> taps, RunPurpose purpose)
    {
        var (shapes, sources, isNeeded) = (description.Shapes(source, taps), description.Sources, description.LayersFor(taps));
        var stepOf = new Dictionary<int, int> { [-1] = 0 };
        _steps.Add(new GraphStep(-1, [], source, tap: null));
        foreach (var index in Enumerable.Range(0, shapes.Count).Where(index => isNeeded[index]))
        {
            var layer = description.Layers[index];
            stepOf[index] = _steps.Count;
            var step = new GraphStep(index, [.. sources[index].Select(each => stepOf[each])], shapes[index], taps.Contains(layer.Tap) ? layer.Tap : null);
            foreach (var read in step.Sources)
            {
                _steps[read].Readers.Add(_steps.Count);
            }

            _steps.Add(step);
        }

        foreach (var step in _steps.Skip(1))
        {
            step.IsInPlace = IsInPlace(step, description, purpose);
        }

        PlaceActivations(purpose);
        if (purpose == RunPurpose.PictureGradient)
        {
            PlaceGradients();
        }

        _memory.Lay();
    }

    /// <summary>The steps, first to last; the first normalises the picture.</summary>
    public IReadOnlyList<GraphStep> Steps => _steps;

    /// <summary>Numbers of the arena.</summary>
    public long Length => _memory.Length;

    /// <summary>Where a block begins in the arena.</summary>
    public long Offset(int block) => _memory.Offset(block);

    // A layer may overwrite what only it reads. On the way back only the result is left of it, which a rectifier is content with; so the source must be
    // of a layer whose own derivative by its source needs no result: one with weights.
    private bool IsInPlace(GraphStep step, NetworkDescription description, RunPurpose purpose)
    {
        var source = _steps[step.Sources[0]];
        return description.Layers[step.Layer].WorksInPlace && step.Sources.Length == 1 && source.Readers.Count == 1 && source.Tap is null
            && (purpose == RunPurpose.Activations || (source.Layer >= 0 && !source.IsInPlace && description.Layers[source.Layer].Parameters.Count > 0));
    }

    private void PlaceActivations(RunPurpose purpose)
    {
        for (var number = _steps.Count - 1; number >= 0; number--)
        {
            var step = _steps[number];
            if (!step.IsInPlace)
            {
                step.Activations = _memory.Add(step.Shape.ElementCount, number, purpose == RunPurpose.Activations ? LastLook(number) : (2 * _steps.Count) - number);
            }
        }

        foreach (var step in _steps.Where(step => step.IsInPlace))
        {
            step.Activations = _steps[step.Sources[0]].Activations;
        }
    }

    // The last time at which somebody looks at a result, or at what took its place.
    private int LastLook(int number)
    {
        var step = _steps[number];
        var last = step.Tap is null ? number : _steps.Count;
        foreach (var reader in step.Readers)
        {
            last = Math.Max(last, _steps[reader].IsInPlace ? LastLook(reader) : reader);
        }

        return last;
    }

    private void PlaceGradients()
    {
        var end = 2 * _steps.Count;
        for (var number = 0; number < _steps.Count; number++)
        {
            var step = _steps[number];
            if (!step.IsInPlace)
            {
                // The gradient is first written by the last that reads the result, or what took its place.
                var last = number;
                while (_steps[last].Readers.Count == 1 && _steps[_steps[last].Readers[0]].IsInPlace)
                {
                    last = _steps[last].Readers[0];
                }

                step.Gradient = _memory.Add(step.Shape.ElementCount, _steps[last].Readers.Count == 0 ? _steps.Count : end - _steps[last].Readers[^1], end - number);
            }
            else
            {
                step.Gradient = _steps[step.Sources[0]].Gradient;
            }

            step.Shares = [.. step.Sources.Select((source, slot) => IsFirstToWrite(number, slot) ? -1 : _memory.Add(_steps[source].Shape.ElementCount, end - number, end - number))];
        }
    }

    // On the way back the last reader comes first, and of its slots the first.
    private bool IsFirstToWrite(int number, int slot)
    {
        var sources = _steps[number].Sources;
        return _steps[sources[slot]].Readers[^1] == number && Array.IndexOf(sources, sources[slot]) == slot;
    }
}
