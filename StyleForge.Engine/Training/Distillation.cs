using StyleForge.Engine.Settings;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Training;

/// <summary>
/// Learns to see what a trained network sees, on photographs, on what is near them, and on the pictures that style transfer
/// through the student comes by. The teacher's layers are reached through linear maps of channels (Romero et al. 2015,
/// "FitNets"), which are thrown away.
/// </summary>
public sealed class Distillation : ITrainingTask
{
    private readonly DistillationOptions _options;
    private readonly Network<float> _student;
    private readonly DistillationWorker[] _workers;
    private readonly VisitedPicture[] _transfers;
    private readonly PicturePairs _pairs;
    private readonly SplitMix64 _random;
    private readonly (int Rows, int Columns)[] _maps;
    private int _step;

    /// <summary>Takes memory for both networks on every thread.</summary>
    /// <param name="student">The network to train; stays its owner's.</param>
    /// <param name="teachers">The networks to learn from, their layers scaled by <see cref="TapScales"/>; at each tap the first that has it. They stay their owner's.</param>
    /// <param name="energies">The mean square of the teacher's activations on photographs at each tap.</param>
    /// <param name="crops">The pictures.</param>
    /// <param name="options">How.</param>
    /// <param name="settings">The layers at which style transfers look, their weights, and the content's weight.</param>
    /// <param name="seed">Any number; the same one gives the same pictures.</param>
    /// <param name="threads">How many threads will ask.</param>
    /// <param name="pool">Where memory is rented.</param>
    /// <exception cref="ArgumentException">Without maps, the teacher is of other widths.</exception>
    public Distillation(
        Network<float> student, IReadOnlyList<Network<float>> teachers, IReadOnlyList<double> energies, CropSampler crops, DistillationOptions options, RenderSettings settings, ulong seed, int threads, TensorPool pool)
    {
        (_student, _options) = (student, options);
        if (!options.UsesMaps && options.Taps.FirstOrDefault(tap => Channels(student, tap) != Channels(TeacherOf(teachers, tap), tap)) is { } other)
        {
            throw new ArgumentException($"Without maps, student and teacher must be of the same width, but at {other} the one has {Channels(student, other)} channels and the other {Channels(TeacherOf(teachers, other), other)}.", nameof(options));
        }

        _random = new SplitMix64(seed);
        _pairs = new PicturePairs(crops);
        _workers = [.. Enumerable.Range(0, threads).Select(_ => new DistillationWorker(student, teachers, energies, crops.Options.Side, options, pool))];
        var visits = (int)Math.Round(options.Pairs * options.Visited);
        VisitsPerStep = visits;
        _transfers = [.. Enumerable.Range(0, visits == 0 ? 0 : Math.Max(visits, options.Transfers / visits * visits)).Select(_ => new VisitedPicture(student, crops, settings, pool))];
        PartNames = [.. options.Taps.Select(tap => $"features {tap}"), .. options.Taps.Select(tap => $"differences {tap}")];
        _maps = [.. options.Taps.Select(tap => (Rows: Channels(student, tap), Columns: Channels(TeacherOf(teachers, tap), tap))).Where(map => map.Rows != map.Columns)];
    }

    /// <summary>The network that teaches at a tap: the first that has it.</summary>
    internal static Network<float> TeacherOf(IReadOnlyList<Network<float>> teachers, string tap) =>
        teachers.First(teacher => teacher.Taps.Any(known => known.Name == tap));

    /// <inheritdoc/>
    public int Items => _options.Pairs;

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames { get; }

    /// <inheritdoc/>
    public int HeadLength => _maps.Sum(map => map.Rows * map.Columns);

    private int VisitsPerStep { get; }

    /// <inheritdoc/>
    public void DrawHead(Span<float> head)
    {
        var random = _random.Jump(ulong.MaxValue);
        foreach (var (rows, columns) in _maps)
        {
            random.FillNormal(head[..(rows * columns)], Math.Sqrt(1.0 / rows));
            head = head[(rows * columns)..];
        }
    }

    /// <inheritdoc/>
    public void Begin(int step, ReadOnlySpan<float> head)
    {
        _step = step;
        foreach (var worker in _workers)
        {
            worker.Set(head);
        }
    }

    /// <inheritdoc/>
    public void Restart(int step)
    {
        foreach (var transfer in _transfers)
        {
            transfer.End();
        }
    }

    /// <inheritdoc/>
    public void Do(int item, int worker, Tensor<float> networkGradient, Span<float> headGradient, Span<double> parts)
    {
        var random = _random.Jump((ulong)(((long)_step * Items) + item));
        var (first, second) = _workers[worker].Sources;
        if (item < VisitsPerStep)
        {
            // The transfers of a step are others than those of the step before, so no two threads meet at one.
            var turns = _transfers.Length / VisitsPerStep;
            _transfers[(_step % turns * VisitsPerStep) + item].Step(random, first.Span, second.Span);
        }
        else
        {
            _pairs.Write(random, first, second);
        }

        _workers[worker].Run(networkGradient, headGradient, parts);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }

        foreach (var transfer in _transfers)
        {
            transfer.Dispose();
        }

        _pairs.Dispose();
    }

    private static int Channels(Network<float> network, string tap) => network.Taps.First(known => known.Name == tap).Channels;
}
