using System.Runtime.InteropServices;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Torch;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Engine.Backends.Torch;

/// <summary>
/// The objective on a device of libtorch. The targets stay there; an evaluation carries the picture in, the gradient and the
/// parts' values out, and leaves no tensor behind.
/// </summary>
internal sealed class TorchObjective : IObjective<float>
{
    private readonly TorchNetwork _network;
    private readonly ObjectiveDescription _wanted;
    private readonly string[] _taps;
    private readonly List<Term> _terms = [];
    private readonly List<TorchTensor> _kept = [];
    private readonly HostShare _host;
    private readonly string _name;
    private readonly torch.Device _device;
    private readonly Func<bool> _makeRoom;
    private readonly TorchTensor _picture;
    private readonly TorchTensor _pictureHere;
    private readonly TorchTensor _gradientHere;

    /// <summary>Computes the targets and fixes them.</summary>
    public TorchObjective(
        TorchNetwork network, ObjectiveDescription wanted, LevelPictures pictures, HostShare host, string name, torch.Device device, Func<bool> makeRoom, CancellationToken cancellation)
    {
        (_network, _wanted, _host, _name, _device, _makeRoom) = (network, wanted, host, name, device, makeRoom);
        TorchLibrary.Load(host.Workers.Threads);
        using var scope = torch.NewDisposeScope();
        try
        {
            using (torch.no_grad())
            {
                // Styles first, as they need no memory afterwards but for their Gram matrices.
                (StyleRegion Region, Dictionary<string, TorchTensor> Grams)[] regions = wanted.StyleWeight > 0
                    ? [.. StyleRegion.Of(pictures, host.Workers).Select(region => (region, Grams(region, cancellation)))]
                    : [];
                cancellation.ThrowIfCancellationRequested();
                using var lookingAtContent = torch.NewDisposeScope();
                var content = Look(pictures.Content, wanted.Taps);
                AddContent(content, pictures.Protected);
                foreach (var (region, grams) in regions)
                {
                    AddStyle(region, grams, content);
                }
            }

            if (wanted.TotalVariationWeight > 0)
            {
                _terms.Add(new Term(ObjectiveDescription.TotalVariationName, Tap: null, wanted.TotalVariationWeight, picture => TorchLosses.TotalVariation(picture, wanted.TotalVariation)));
            }

            _taps = [.. _terms.Select(term => term.Tap).OfType<string>().Distinct()];
            long[] shape = [1, Picture.Channels, pictures.Content.Height, pictures.Content.Width];
            _pictureHere = Keep(Staging(shape));
            _gradientHere = Keep(Staging(shape));
            _picture = IsHere ? _pictureHere.requires_grad_() : Keep(torch.zeros(shape, device: device)).requires_grad_();
        }
        catch
        {
            Dispose();
            throw;
        }

        Length = pictures.Content.Samples.Length;
        PartNames = [.. _terms.Select(term => term.Name)];
    }

    /// <inheritdoc/>
    public int Length { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames { get; }

    private bool IsHere => _device.type == DeviceType.CPU;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> picture, Span<float> gradient, Span<double> parts)
    {
        picture.CopyTo(Floats(_pictureHere));
        var values = TorchMemory.Guard(_name, $"a picture of {_picture.size(3)}×{_picture.size(2)}", Evaluate, _makeRoom);
        Floats(_gradientHere).CopyTo(gradient);
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += parts[i] = values[i];
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kept.ForEach(tensor => tensor.Dispose());
        _kept.Clear();
    }

    private float[] Evaluate()
    {
        TorchLibrary.Load(_host.Workers.Threads); // libtorch counts them for each thread that calls it.
        using var scope = torch.NewDisposeScope();
        try
        {
            if (!IsHere)
            {
                using var _ = torch.no_grad();
                _picture.copy_(_pictureHere);
            }

            var values = Forward();
            values.sum().backward();
            _gradientHere.copy_(_picture.grad!);
            return Floats(values.detach().cpu()).ToArray();
        }
        finally
        {
            _picture.grad = null;
        }
    }

    // The weighted parts, side by side. All other tensors are let go before the way back, so that it frees what it has used.
    private TorchTensor Forward()
    {
        using var scope = torch.NewDisposeScope();
        var shown = _taps.Length > 0 ? _network.Forward(_picture, _taps, _wanted.Pooling, _wanted.Border) : new Dictionary<string, TorchTensor>();
        return torch.stack([.. _terms.Select(term => term.Loss(term.Tap is { } tap ? shown[tap] : _picture).Times(term.Factor))]).MoveToOuterDisposeScope();
    }

    private void AddContent(IReadOnlyDictionary<string, TorchTensor> content, ProtectedArea? area)
    {
        foreach (var term in _wanted.ContentTerms)
        {
            var target = Keep(content[term.Tap].alias());
            _terms.Add(new Term(term.Name, term.Tap, term.Weight * TorchLosses.ContentScale(target, _wanted.Normalisation), features => TorchLosses.Content(features, target)));
        }

        foreach (var term in area is null ? [] : _wanted.ProtectedTerms)
        {
            var target = Keep(content[term.Tap].alias());
            var (height, width) = ((int)target.size(2), (int)target.size(3));
            var factors = Keep(Upload(area!.ContentShares(height, width, _host.Workers), 1, 1, height, width));
            _terms.Add(new Term(term.Name, term.Tap, area.Parts * term.Weight * TorchLosses.ContentScale(target, _wanted.Normalisation, factors), features => TorchLosses.Content(features, target, factors)));
        }
    }

    private void AddStyle(StyleRegion region, Dictionary<string, TorchTensor> grams, IReadOnlyDictionary<string, TorchTensor> content)
    {
        foreach (var term in _wanted.StyleTerms(region))
        {
            var target = Keep(grams[term.Tap].alias());
            var layer = content[term.Tap];
            var positions = region.PositionWeights((int)layer.size(2), (int)layer.size(3), _host.Workers) is { } weights ? Keep(Upload(weights, 1, weights.Length)) : null;
            _terms.Add(new Term(term.Name, term.Tap, term.Weight * TorchLosses.StyleScale(target, _wanted.Normalisation), features => TorchLosses.Style(features, target, positions)));
        }
    }

    // G′ = Σ w·G / Σ w over the region's styles, each divided by its own number of positions.
    private Dictionary<string, TorchTensor> Grams(StyleRegion region, CancellationToken cancellation)
    {
        var means = new Dictionary<string, TorchTensor>();
        var weights = region.Styles.Sum(style => style.Weight);
        foreach (var style in region.Styles)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            foreach (var (tap, features) in Look(style.Picture, _wanted.StyleTaps))
            {
                var gram = TorchLosses.Gram(features).Times(style.Weight / weights);
                means[tap] = (means.TryGetValue(tap, out var sum) ? sum.Plus(gram) : gram).MoveToOuterDisposeScope();
            }
        }

        return means;
    }

    private IReadOnlyDictionary<string, TorchTensor> Look(Picture picture, IReadOnlyList<string> taps)
    {
        using var there = Upload(picture.Samples, 1, Picture.Channels, picture.Height, picture.Width);
        return _network.Forward(there, taps, _wanted.Pooling, _wanted.Border);
    }

    private TorchTensor Upload(float[] numbers, params long[] shape)
    {
        using var here = torch.empty(shape);
        numbers.CopyTo(Floats(here));
        return here.to(_device, copy: true);
    }

    // Memory that a card reads and writes by itself, where there is a card.
    private TorchTensor Staging(long[] shape)
    {
        var memory = torch.zeros(shape);
        return IsHere ? memory : memory.pin_memory();
    }

    private TorchTensor Keep(TorchTensor tensor)
    {
        _kept.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }

    private static Span<float> Floats(TorchTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private sealed record Term(string Name, string? Tap, double Factor, Func<TorchTensor, TorchTensor> Loss);
}
