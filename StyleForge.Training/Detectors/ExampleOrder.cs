using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;

namespace StyleForge.Training.Detectors;

/// <summary>
/// Batches of examples: all of them in a new order each time round, each changed by chance as the recipe says, which depends on its seed alone.
/// </summary>
/// <param name="examples">One or more.</param>
/// <param name="detector">Knows the extents of a frame, and which points change places on a mirrored picture.</param>
/// <param name="recipe">How.</param>
internal sealed class ExampleOrder(IReadOnlyList<DetectorExample> examples, DetectorDescription detector, DetectorRecipe recipe)
{
    // What of a box must be left on the picture to be still called the object.
    private const double LeastLeft = 0.4;
    private const float Grey = 0.5f;

    private readonly (int Width, int Height) _frame = (detector.Width, detector.Height);
    private readonly int[] _order = [.. Enumerable.Range(0, examples.Count)];
    private SplitMix64 _random = new SplitMix64(recipe.Seed).Jump(0);
    private int _next = examples.Count;

    /// <summary>The next batch: <c>(batch, 3, height, width)</c>, and for each picture its objects.</summary>
    public (float[] Frames, IReadOnlyList<IReadOnlyList<AnnotatedObject>> Objects) Next()
    {
        var (width, height) = _frame;
        var length = Picture.Channels * width * height;
        var frames = new float[recipe.Batch * length];
        var objects = new List<IReadOnlyList<AnnotatedObject>>();
        for (var picture = 0; picture < recipe.Batch; picture++)
        {
            if (_next == _order.Length)
            {
                Shuffle();
            }

            var example = examples[_order[_next++]];
            var zoom = Math.Pow(recipe.Zoom, (2 * _random.NextDouble()) - 1);
            var acrossZoom = recipe.Mirrors && _random.NextDouble() < 0.5 ? -zoom : zoom;
            var (across, down) = (Around(recipe.Shift) * width, Around(recipe.Shift) * height);
            Draw(example.Frame, frames.AsSpan(picture * length, length), acrossZoom, zoom, across, down);
            Recolour(frames.AsSpan(picture * length, length));
            objects.Add([
                .. from annotated in example.Objects
                   let box = Moved(annotated.Box, acrossZoom, zoom, across, down)
                   let left = box.Within(width, height)
                   where left.Area > LeastLeft * box.Area
                   select annotated with { Box = left, Landmarks = Moved(annotated.Landmarks, acrossZoom, zoom, across, down) },
            ]);
        }

        return (frames, objects);
    }

    private double Around(double most) => most * ((2 * _random.NextDouble()) - 1);

    private Box Moved(Box box, double acrossZoom, double zoom, double across, double down)
    {
        var (width, height) = _frame;
        var (one, other) = (((box.Left - (width / 2.0)) * acrossZoom) + (width / 2.0) + across, ((box.Right - (width / 2.0)) * acrossZoom) + (width / 2.0) + across);
        return new Box(Math.Min(one, other), ((box.Top - (height / 2.0)) * zoom) + (height / 2.0) + down, Math.Max(one, other), ((box.Bottom - (height / 2.0)) * zoom) + (height / 2.0) + down);
    }

    // What is beyond the edge cannot be marked.
    private Landmark[] Moved(IReadOnlyList<Landmark> points, double acrossZoom, double zoom, double across, double down)
    {
        var moved = points.Select(point =>
        {
            var place = Moved(new Box(point.X, point.Y, point.X, point.Y), acrossZoom, zoom, across, down);
            return point with { X = place.Left, Y = place.Top, Sight = place == place.Within(_frame.Width, _frame.Height) ? point.Sight : LandmarkSight.NotMarked };
        }).ToArray();
        return acrossZoom < 0 && moved.Length > 0 && detector.Landmarks is { } scheme ? [.. scheme.Mirrored.Select(other => moved[other])] : moved;
    }

    // Each pixel from where it was, bilinear; beyond the edge is grey, as around a picture of another shape.
    private void Draw(float[] from, Span<float> to, double acrossZoom, double zoom, double across, double down)
    {
        var (width, height) = _frame;
        for (var y = 0; y < height; y++)
        {
            var row = ((y + 0.5 - (height / 2.0) - down) / zoom) + (height / 2.0) - 0.5;
            for (var x = 0; x < width; x++)
            {
                var column = ((x + 0.5 - (width / 2.0) - across) / acrossZoom) + (width / 2.0) - 0.5;
                var (left, top) = ((int)Math.Floor(column), (int)Math.Floor(row));
                var (right, below) = ((float)(column - left), (float)(row - top));
                for (var channel = 0; channel < Picture.Channels; channel++)
                {
                    var upper = At(from, channel, left, top) + ((At(from, channel, left + 1, top) - At(from, channel, left, top)) * right);
                    var lower = At(from, channel, left, top + 1) + ((At(from, channel, left + 1, top + 1) - At(from, channel, left, top + 1)) * right);
                    to[(((channel * height) + y) * width) + x] = upper + ((lower - upper) * below);
                }
            }
        }
    }

    private float At(float[] frame, int channel, int x, int y) =>
        x >= 0 && y >= 0 && x < _frame.Width && y < _frame.Height ? frame[(((channel * _frame.Height) + y) * _frame.Width) + x] : Grey;

    private void Recolour(Span<float> frame)
    {
        var (width, height) = _frame;
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var (factor, added) = ((float)(1 + Around(recipe.Colour)), (float)Around(recipe.Colour / 2));
            foreach (ref var sample in frame.Slice(channel * width * height, width * height))
            {
                sample = Math.Clamp((sample * factor) + added, 0, 1);
            }
        }
    }

    private void Shuffle()
    {
        for (var at = _order.Length - 1; at > 0; at--)
        {
            var other = (int)(_random.NextDouble() * (at + 1));
            (_order[at], _order[other]) = (_order[other], _order[at]);
        }

        _next = 0;
    }
}
