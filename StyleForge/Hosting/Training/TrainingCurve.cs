using System.Globalization;
using System.Text;
using StyleForge.Training.Learning;

namespace StyleForge.Hosting.Training;

/// <summary>How the loss of a training fell: its points so far, as they stand in <c>curve.csv</c>.</summary>
/// <param name="partNames">The names of the parts of the loss.</param>
internal sealed class TrainingCurve(IReadOnlyList<string> partNames)
{
    private const string Format = "0.00000";

    private readonly List<TrainingPoint> _points = [];

    /// <summary>The names of the parts of the loss.</summary>
    public IReadOnlyList<string> PartNames { get; } = partNames;

    /// <summary>The points, by their steps.</summary>
    public IReadOnlyList<TrainingPoint> Points => _points;

    private string Header => $"step,loss,{string.Join(',', PartNames)}";

    /// <summary>Reads the curve of a training that goes on, up to its checkpoint; empty where there is none.</summary>
    /// <param name="file">The file.</param>
    /// <param name="shown">The file as sentences name it.</param>
    /// <param name="partNames">The names of the parts of the loss.</param>
    /// <param name="lastStep">The step of the checkpoint; 0 without one.</param>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public static TrainingCurve Read(string file, string shown, IReadOnlyList<string> partNames, int lastStep)
    {
        var curve = new TrainingCurve(partNames);
        if (lastStep == 0 || !File.Exists(file))
        {
            return curve;
        }

        try
        {
            curve.Read(File.ReadAllText(file), lastStep);
            return curve;
        }
        catch (Exception refusal) when (refusal is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{shown} is not the curve of this training: {refusal.Message.TrimEnd('.')}; move it away, and the curve begins anew at the checkpoint.", ExitCodes.Wrong, refusal);
        }
    }

    /// <summary>Adds a point after the others, to the digits that the file has: a training that goes on draws the same curve.</summary>
    public void Add(TrainingPoint point) => _points.Add(new TrainingPoint(point.Step, Rounded(point.Loss), [.. point.Parts.Select(Rounded)]));

    /// <summary>Adds the points of a file up to a step: what came after the checkpoint is trained again.</summary>
    /// <exception cref="FormatException">It is no curve of these parts.</exception>
    public void Read(string text, int lastStep)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.FirstOrDefault() != Header)
        {
            throw new FormatException("its first line is another one");
        }

        foreach (var line in lines[1..])
        {
            var fields = line.Split(',');
            if (fields.Length != PartNames.Count + 2 || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var step))
            {
                throw new FormatException($"'{line}' is no line of it");
            }

            var numbers = fields[1..].Select(field => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new FormatException($"'{field}' is no number")).ToArray();
            if (step <= lastStep)
            {
                Add(new TrainingPoint(step, numbers[0], numbers[1..]));
            }
        }
    }

    /// <summary>Writes a line for the names and a line a point, with commas.</summary>
    public void Write(Stream destination)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var point in _points)
        {
            text.Append(CultureInfo.InvariantCulture, $"{point.Step},{Text(point.Loss)}");
            foreach (var part in point.Parts)
            {
                text.Append(CultureInfo.InvariantCulture, $",{Text(part)}");
            }

            text.Append('\n');
        }

        destination.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string Text(double number) => number.ToString(Format, CultureInfo.InvariantCulture);

    private static double Rounded(double number) => double.Parse(Text(number), CultureInfo.InvariantCulture);
}
