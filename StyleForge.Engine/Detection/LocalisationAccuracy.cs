using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;

namespace StyleForge.Engine.Detection;

/// <summary>How good a detector is on pictures with one object or none.</summary>
/// <param name="Found">The share of the objects that were found: by the best box on the picture, with the right class and an intersection over union of 0.5 or more; null where there are none.</param>
/// <param name="Quiet">The share of the pictures without an object on which nothing was found; null where there are none.</param>
/// <param name="PointError">How far points are from where they were marked, as a share of the longer side of the object's box, on average over the objects for which anything was found; null where there are none.</param>
/// <param name="PointsFound">
/// The share of all marked points that were found nearer than a tenth of the longer side (PCK at 0.1: Yang and Ramanan 2013, Articulated human detection with flexible
/// mixtures of parts); those of objects that were not found count against it. Null where none is marked.
/// </param>
public sealed record LocalisationAccuracy(double? Found, double? Quiet, double? PointError, double? PointsFound)
{
    /// <summary>The score from which on an object counts as found.</summary>
    public const double Score = 0.3;

    private const double Overlap = 0.5;
    private const double Near = 0.1;

    /// <summary>Measures a detector.</summary>
    /// <param name="detect">Finds what is on a picture, the best first.</param>
    /// <param name="pictures">The pictures, with the one object on each, or none.</param>
    public static LocalisationAccuracy Measure(Func<Picture, IReadOnlyList<DetectedObject>> detect, IEnumerable<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> pictures)
    {
        ArgumentNullException.ThrowIfNull(detect);
        ArgumentNullException.ThrowIfNull(pictures);
        var (found, quiet, errors, near) = (new List<bool>(), new List<bool>(), new List<double>(), new List<bool>());
        foreach (var (picture, objects) in pictures)
        {
            var best = detect(picture).Select(each => (DetectedObject?)each).FirstOrDefault();
            if (objects.Where(each => !each.IsIgnored && each.Box.Area > 0).ToArray() is not [var truth, ..])
            {
                quiet.Add(best is null);
                continue;
            }

            found.Add(best is { } claimed && claimed.Class == truth.Class && claimed.Box.IntersectionOverUnion(truth.Box) >= Overlap);
            foreach (var (number, point) in truth.Landmarks.Index().Where(point => point.Item.IsMarked))
            {
                double? error = best is { } seen && number < seen.Landmarks.Count
                    ? Distance(seen.Landmarks[number], point) / Math.Max(truth.Box.Width, truth.Box.Height)
                    : null;
                near.Add(error < Near);
                if (error is { } known)
                {
                    errors.Add(known);
                }
            }
        }

        return new LocalisationAccuracy(Share(found), Share(quiet), errors.Count > 0 ? errors.Average() : null, Share(near));
    }

    private static double Distance(Landmark one, Landmark other) => Math.Sqrt(((one.X - other.X) * (one.X - other.X)) + ((one.Y - other.Y) * (one.Y - other.Y)));

    private static double? Share(List<bool> answers) => answers.Count > 0 ? answers.Average(answer => answer ? 1.0 : 0) : null;
}
