using System.CommandLine;
using System.Globalization;
using StyleForge.Models.Faces;

namespace StyleForge.Commands;

/// <summary>The option that says from which distance on two faces are taken for two people's.</summary>
internal sealed class DistanceOption
{
    private readonly Option<double?> _threshold;

    /// <summary>Adds it to a command.</summary>
    public DistanceOption(Verb verb) => _threshold = verb.Take(new Option<double?>("--threshold")
    {
        HelpName = "DISTANCE",
        Description = string.Create(CultureInfo.InvariantCulture, $"Below this distance, from 0 to 2, two faces are taken for one person's; default {FaceDistance.UsualThreshold}."),
        CustomParser = result => RealNumbers.Read(result, "--threshold", 0, 2),
    });

    /// <summary>The distance.</summary>
    public double Of(ParseResult result) => result.GetValue(_threshold) ?? FaceDistance.UsualThreshold;
}
