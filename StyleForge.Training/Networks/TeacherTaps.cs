using StyleForge.Models.Descriptions;

namespace StyleForge.Training.Networks;

/// <summary>Which tap of a teacher a tap of the student learns from.</summary>
internal static class TeacherTaps
{
    /// <summary>
    /// The tap of the same name; where the student's is the third and last of its block and the teacher's block has a fourth, that one:
    /// both are what the next block sees.
    /// </summary>
    /// <returns>Null where the teacher does not reach it.</returns>
    public static string? Find(string tap, NetworkDescription student, NetworkDescription teacher)
    {
        var fourth = $"{tap[..^1]}4";
        var isLast = tap[^1] == '3' && !Has(student, fourth);
        return isLast && Has(teacher, fourth) ? fourth : Has(teacher, tap) ? tap : null;
    }

    private static bool Has(NetworkDescription network, string tap) => network.Layers.Any(layer => layer is ReluDescription && layer.Tap == tap);
}
