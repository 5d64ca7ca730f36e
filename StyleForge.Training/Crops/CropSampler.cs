using StyleForge.Models.Fitting;
using StyleForge.Training.Pictures;

namespace StyleForge.Training.Crops;

/// <summary>
/// Draws square crops from pictures. A crop depends on the seed and its number alone, so any thread can make any of them in
/// any order.
/// </summary>
public sealed class CropSampler
{
    private readonly IReadOnlyList<TrainingPicture> _pictures;
    private readonly DetailMap[] _details;
    private readonly double[] _upTo;
    private readonly SplitMix64 _random;

    /// <summary>Prepares the choice of pictures.</summary>
    /// <param name="pictures">One or more.</param>
    /// <param name="options">What crops are like.</param>
    /// <param name="seed">Any number; the same one gives the same crops.</param>
    /// <param name="weights">
    /// How often a picture is chosen compared with others, above 0 each; null for the square root of its pixels: a large picture has
    /// more to show, but much of it is alike.
    /// </param>
    /// <exception cref="ArgumentException">There are no pictures, or the weights do not fit them.</exception>
    public CropSampler(IReadOnlyList<TrainingPicture> pictures, CropOptions options, ulong seed, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(options);
        if (pictures.Count == 0)
        {
            throw new ArgumentException("There is no picture to draw crops from.", nameof(pictures));
        }

        if (weights is not null && (weights.Count != pictures.Count || weights.Any(weight => !(weight > 0 && double.IsFinite(weight)))))
        {
            throw new ArgumentException($"{pictures.Count} pictures need as many weights, each above 0.", nameof(weights));
        }

        _pictures = pictures;
        Options = options;
        _random = new SplitMix64(seed);
        _details = [.. pictures.Select(picture => new DetailMap(picture))];
        _upTo = new double[pictures.Count];
        var sum = 0.0;
        for (var picture = 0; picture < _upTo.Length; picture++)
        {
            sum += weights?[picture] ?? Math.Sqrt((double)pictures[picture].Width * pictures[picture].Height);
            _upTo[picture] = sum;
        }
    }

    /// <summary>What crops are like.</summary>
    public CropOptions Options { get; }

    /// <summary>What a crop shows.</summary>
    /// <param name="index">The crop's number, any.</param>
    public CropChoice Choose(ulong index)
    {
        // Each number has its place in a sequence whether it is used or not, so that an option changes only what it is about.
        var random = _random.Jump(index);
        var (chosen, scale, x, y) = Window(random);
        var mirror = random.NextDouble() < Options.Mirrored;
        var turns = Whole(random.NextDouble() < Options.Turned, 3, random.NextDouble());
        var order = Whole(random.NextDouble() < Options.Shuffled, CropNumbers.Orders - 1, random.NextDouble());
        var strength = random.NextDouble() < Options.Coloured ? 1 : 0;
        var brightness = strength * Options.Brightness * Around(random.NextDouble());
        var contrast = 1 + (strength * Options.Contrast * Around(random.NextDouble()));
        var saturation = 1 + (strength * Options.Saturation * Around(random.NextDouble()));
        return new CropChoice(chosen, scale, x, y, mirror, turns, order, brightness, contrast, saturation);
    }

    // Where there is too little to see, another window is drawn, of any picture; the last one is taken as it is.
    private (int Picture, double Scale, double X, double Y) Window(SplitMix64 random)
    {
        for (var attempt = 1; ; attempt++)
        {
            var draws = random.Jump((ulong)attempt);
            var chosen = PictureAt(draws.NextDouble());
            var picture = _pictures[chosen];
            var scale = Scale(picture, draws.NextDouble());
            var window = Options.Side / scale;
            var x = draws.NextDouble() * Math.Max(0, picture.Width - window);
            var y = draws.NextDouble() * Math.Max(0, picture.Height - window);
            if (attempt == Options.Attempts || _details[chosen].In(x, y, window) >= Options.LeastDetail)
            {
                return (chosen, scale, x, y);
            }
        }
    }

    private int PictureAt(double share)
    {
        var place = Array.BinarySearch(_upTo, share * _upTo[^1]);
        return Math.Min(place >= 0 ? place + 1 : ~place, _upTo.Length - 1);
    }

    // Log-uniform: as often twice as large as half as large.
    private double Scale(TrainingPicture picture, double share)
    {
        var least = Math.Max(Options.LeastScale, (double)Options.Side / Math.Min(picture.Width, picture.Height));
        var largest = Math.Max(Options.LargestScale, least);
        return least * Math.Pow(largest / least, share);
    }

    private static int Whole(bool isChosen, int count, double share) => isChosen ? 1 + (int)(share * count) : 0;

    private static double Around(double share) => (2 * share) - 1;
}
