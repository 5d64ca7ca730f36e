using System.Globalization;
using StyleForge.Models.Detection;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>Writes what was found on pictures, one after the other.</summary>
/// <param name="environment">Takes the text.</param>
/// <param name="detector">Knows the names of the classes.</param>
internal sealed class DetectReport(HostEnvironment environment, IDetectorDescription detector)
{
    /// <summary>A line for the picture, and one for each object with its score and its left, upper, right and lower edge, and one for each of its points with how far it is to the right and down.</summary>
    public void WriteText(DetectedPicture picture)
    {
        var output = picture.Output is null ? "" : $", drawn in {Words.Path(picture.Output, environment.WorkingDirectory)}";
        environment.Output.WriteLine($"{Words.Path(picture.Path, environment.WorkingDirectory)}: {Words.Count(picture.Objects.Count, "object")}{output}");
        if (picture.Objects.Count > 0)
        {
            var table = new TextTable("  class", ">score", ">left", ">top", ">right", ">bottom");
            foreach (var found in picture.Objects)
            {
                table.Add([$"  {detector.Classes[found.Class]}", Score(found.Score), .. new[] { found.Box.Left, found.Box.Top, found.Box.Right, found.Box.Bottom }.Select(Pixels)]);
                foreach (var point in Points(found))
                {
                    table.Add([$"    {point.Name}", "", Pixels(point.X), Pixels(point.Y), "", ""]);
                }
            }

            table.Write(environment.Output);
        }
    }

    /// <summary>One object on a line.</summary>
    public void WriteJson(DetectedPicture picture) => new JsonLines(environment.Output).Write(new DetectedLine(
        picture.Path,
        picture.Width,
        picture.Height,
        detector.Name,
        picture.Elapsed.TotalSeconds,
        picture.Output,
        picture.Objects.Select(found => new DetectedEntry(detector.Classes[found.Class], found.Score, found.Box.Left, found.Box.Top, found.Box.Width, found.Box.Height, Points(found)))));

    /// <summary><c>0.61</c>, rounded down so that nothing is said to be sure that is not.</summary>
    public static string Score(double score) => (Math.Floor(score * 100) / 100).ToString("0.00", CultureInfo.InvariantCulture);

    private IEnumerable<DetectedPoint> Points(DetectedObject found) =>
        detector.Landmarks is { } scheme ? found.Landmarks.Zip(scheme.Names, (point, name) => new DetectedPoint(name, point.X, point.Y)) : [];

    private static string Pixels(double value) => Math.Round(value).ToString(CultureInfo.InvariantCulture);
}
