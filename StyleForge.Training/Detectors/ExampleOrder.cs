using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using StyleForge.Training.Examples;

namespace StyleForge.Training.Detectors;

/// <summary>Batches of examples: all of them in a new order each time round, each changed by chance as the recipe says, which depends on its seed alone.</summary>
/// <param name="examples">One or more.</param>
/// <param name="width">Pixels across of a frame.</param>
/// <param name="height">Pixels down of a frame.</param>
/// <param name="recipe">How.</param>
/// <param name="landmarks">Which points objects have, and so which of them change places on a mirrored picture; null for none.</param>
internal sealed class ExampleOrder(IReadOnlyList<DetectorExample> examples, int width, int height, DetectorRecipe recipe, LandmarkScheme? landmarks = null) : IExampleOrder<AnnotatedObject>
{
    // What of a box must be left on the picture to be still called the object.
    private const double LeastLeft = 0.4;

    // Sequences of chance that have nothing to do with each other.
    private const ulong OrderSeed = 0x0D3E;
    private const ulong ChangeSeed = 0xC4A2;

    private readonly SplitMix64 _random = new(recipe.Seed);
    private (long Round, int[] Places)? _order;

    /// <inheritdoc/>
    public (float[] Frames, IReadOnlyList<IReadOnlyList<AnnotatedObject>> Objects) Take(int step)
    {
        var length = Picture.Channels * width * height;
        var frames = new float[recipe.Batch * length];
        var objects = new List<IReadOnlyList<AnnotatedObject>>();
        for (var picture = 0; picture < recipe.Batch; picture++)
        {
            var number = ((long)step * recipe.Batch) + picture;
            var example = examples[Order(number / examples.Count)[(int)(number % examples.Count)]];
            var change = new FrameChange(width, height, recipe, _random.Jump(ChangeSeed).Jump((ulong)number));
            change.Draw(example.Frame, frames.AsSpan(picture * length, length));
            objects.Add([
                .. from annotated in example.Objects
                   let box = change.Move(annotated.Box)
                   let left = box.Within(width, height)
                   where left.Area > LeastLeft * box.Area
                   select annotated with { Box = left, Landmarks = Move(annotated.Landmarks, change) },
            ]);
        }

        return (frames, objects);
    }

    // What is beyond the edge cannot be marked.
    private Landmark[] Move(IReadOnlyList<Landmark> points, FrameChange change)
    {
        Landmark[] moved = [.. points.Select(point => change.Move(point.X, point.Y) is var (x, y) && x >= 0 && x <= width && y >= 0 && y <= height
            ? new Landmark(x, y, point.Sight)
            : new Landmark(x, y, LandmarkSight.NotMarked))];
        return change.IsMirrored && landmarks is not null && moved.Length > 0 ? [.. landmarks.Mirrored.Select(other => moved[other])] : moved;
    }

    private int[] Order(long round)
    {
        if (_order?.Round != round)
        {
            int[] places = [.. Enumerable.Range(0, examples.Count)];
            ExampleSplit.Shuffle(places, _random.Jump(OrderSeed).Jump((ulong)round));
            _order = (round, places);
        }

        return _order.Value.Places;
    }
}
