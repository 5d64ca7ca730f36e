using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Training;

/// <summary>
/// Learns without a teacher to say which picture a crop is from, however it was cut, turned and coloured: each picture is a
/// class of its own (Dosovitskiy et al. 2014, "Discriminative unsupervised feature learning with convolutional neural networks").
/// </summary>
/// <remarks>Departure: the paper asks once, at the end; here each of several taps is asked, so that shallow layers learn at once.</remarks>
public sealed class Exemplars : ITrainingTask
{
    private readonly ExemplarOptions _options;
    private readonly CropSampler _crops;
    private readonly ExemplarWorker[] _workers;
    private readonly SplitMix64 _random;
    private int _step;
    private float[] _head = [];

    /// <summary>Takes memory for the network on every thread.</summary>
    /// <param name="network">The network to train; stays its owner's.</param>
    /// <param name="crops">The pictures.</param>
    /// <param name="classes">How many pictures there are.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">Any number; the same one gives the same crops.</param>
    /// <param name="threads">How many threads will ask.</param>
    /// <param name="pool">Where memory is rented.</param>
    public Exemplars(Network<float> network, CropSampler crops, int classes, ExemplarOptions options, ulong seed, int threads, TensorPool pool)
    {
        (_crops, _options, _random) = (crops, options, new SplitMix64(seed));
        _workers = [.. Enumerable.Range(0, threads).Select(_ => new ExemplarWorker(network, crops.Options.Side, options.Taps, classes, pool))];
        PartNames = [.. options.Taps.Select(tap => $"exemplar {tap}")];
        HeadLength = _workers[0].HeadLength;
    }

    /// <inheritdoc/>
    public int Items => _options.Crops;

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames { get; }

    /// <inheritdoc/>
    public int HeadLength { get; }

    /// <inheritdoc/>
    /// <remarks>Zeros: every picture is as likely as any other.</remarks>
    public void DrawHead(Span<float> head) => head.Clear();

    /// <inheritdoc/>
    public void Begin(int step, ReadOnlySpan<float> head)
    {
        if (_head.Length != head.Length)
        {
            _head = new float[head.Length];
        }

        head.CopyTo(_head);
        _step = step;
    }

    /// <inheritdoc/>
    public void Restart(int step)
    {
    }

    /// <inheritdoc/>
    public void Do(int item, int worker, Tensor<float> networkGradient, Span<float> headGradient, Span<double> parts)
    {
        var random = _random.Jump((ulong)(((long)_step * Items) + item));
        var choice = _crops.Choose(random.Next());
        _crops.Write(choice, _workers[worker].Source);
        _workers[worker].Run(choice.Picture, _head, networkGradient, headGradient, parts);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }
    }
}
