using StyleForge.Training.Pictures;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StyleForge.Training.Crops;

/// <summary>
/// Cuts crops from pictures that lie on a device as bytes, a whole batch at a time: bilinear where a crop grows, and where it shrinks
/// the mean of four samples, which at half the scale is the mean of what a pixel covers.
/// </summary>
internal sealed class CropCutter : IDisposable
{
    private const int Samples = 2;

    private readonly IReadOnlyList<TrainingPicture> _pictures;
    private readonly long[] _first;
    private readonly int _side;
    private readonly Device _device;
    private readonly Tensor _pixels;
    private readonly Tensor _across;
    private readonly Tensor _down;
    private readonly Tensor _left;
    private readonly Tensor _above;

    /// <summary>Brings the pictures to the device.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="side">Pixels of a crop's side.</param>
    /// <param name="device">Where to.</param>
    public CropCutter(IReadOnlyList<TrainingPicture> pictures, int side, Device device)
    {
        (_pictures, _side, _device) = (pictures, side, device);
        _first = new long[pictures.Count];
        for (var picture = 1; picture < _first.Length; picture++)
        {
            _first[picture] = _first[picture - 1] + Pixels(pictures[picture - 1]);
        }

        using var scope = NewDisposeScope();
        _pixels = empty([_first[^1] + Pixels(pictures[^1]), TrainingPicture.Channels], ScalarType.Byte, device).DetachFromDisposeScope();
        for (var picture = 0; picture < _first.Length; picture++)
        {
            using var copy = NewDisposeScope();
            var own = pictures[picture];
            _pixels.narrow(0, _first[picture], Pixels(own)).copy_(tensor(own.Samples, [Pixels(own), TrainingPicture.Channels], ScalarType.Byte));
        }

        // The middles of the crop's pixels, from 0 to 1, twice each, and to which side of it a sample lies.
        var fine = arange(Held(0), Held(side * Samples), One, ScalarType.Float32, device);
        var middles = (fine / Held(Samples)).floor_().Plus(0.5) / Held(side);
        var sides = (fine.remainder(Held(Samples)) * Held(2)) - Held(1);
        _across = middles.view(1, 1, -1).DetachFromDisposeScope();
        _down = middles.view(1, -1, 1).DetachFromDisposeScope();
        _left = sides.view(1, 1, -1).DetachFromDisposeScope();
        _above = sides.view(1, -1, 1).DetachFromDisposeScope();
    }

    /// <summary>Cuts crops.</summary>
    /// <param name="choices">What they show.</param>
    /// <returns><c>(N, 3, side, side)</c>, RGB from 0 to 1.</returns>
    public Tensor Cut(IReadOnlyList<CropChoice> choices)
    {
        using var scope = NewDisposeScope();
        var count = choices.Count;
        var numbers = new float[count * CropNumbers.Length];
        var rows = new long[count * 2];
        for (var crop = 0; crop < count; crop++)
        {
            var picture = _pictures[choices[crop].Picture];
            CropNumbers.Write(choices[crop], picture, _side, numbers.AsSpan(crop * CropNumbers.Length, CropNumbers.Length));
            (rows[crop * 2], rows[(crop * 2) + 1]) = (_first[choices[crop].Picture], picture.Width);
        }

        var all = tensor(numbers, [count, CropNumbers.Length], device: _device);
        var own = tensor(rows, [count, 2], device: _device);
        var spread = all.narrow(1, CropNumbers.Spread, 1).unsqueeze(2);
        var (u, v) = (_across.Plus(spread * _left), _down.Plus(spread * _above));
        var (left, x) = Between(all, 0, u, v);
        var (above, y) = Between(all, CropNumbers.AxisLength, u, v);
        var width = own.narrow(1, 1, 1).view(count, 1, 1);
        var index = own.narrow(1, 0, 1).view(count, 1, 1).Plus(above * width).Plus(left);
        var below = index.Plus(width);
        var upper = Mix(At(index), At(index.add(One, One)), x);
        var lower = Mix(At(below), At(below.add(One, One)), x);
        var pixels = functional.avg_pool2d(Mix(upper, lower, y).permute(0, 3, 1, 2), Samples).reshape(count, TrainingPicture.Channels, _side * _side);
        var colours = all.narrow(1, CropNumbers.Colours, 9).reshape(count, 3, 3);
        var offset = all.narrow(1, CropNumbers.Offset, 1).view(count, 1, 1);
        return colours.bmm(pixels).Plus(offset).clamp_(Held(0), Held(1)).view(count, 3, _side, _side).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in (Tensor[])[_pixels, _across, _down, _left, _above])
        {
            tensor.Dispose();
        }
    }

    private static long Pixels(TrainingPicture picture) => (long)picture.Width * picture.Height;

    // a + share · (b − a).
    private static Tensor Mix(Tensor a, Tensor b, Tensor share) => a.Plus((b - a) * share);

    // Along one axis, the pixel before each sample, and how far it is on the way to the next. Beyond an edge the picture goes on with its last pixel.
    private static (Tensor First, Tensor Share) Between(Tensor numbers, int axis, Tensor u, Tensor v)
    {
        Tensor Number(int place) => numbers.narrow(1, axis + place, 1).unsqueeze(2);
        var last = Number(3);
        var position = (Number(0) * u).Plus(Number(1) * v).Plus(Number(2)).clamp_min_(Held(0)).minimum(last);
        var first = position.minimum(last - Held(1)).floor();
        return (first.to(ScalarType.Int64), (position - first).unsqueeze(3));
    }

    private Tensor At(Tensor index) => _pixels.index_select(0, index.view(-1)).view(index.shape[0], index.shape[1], index.shape[2], TrainingPicture.Channels).to(ScalarType.Float32);
}
