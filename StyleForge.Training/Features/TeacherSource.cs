using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Training.Features;

/// <summary>A trained network to learn from, as its file has it.</summary>
/// <param name="Description">The network, with the weights' widths and as deep as they are.</param>
/// <param name="Weights">The weights; they stay their owner's.</param>
public sealed record TeacherSource(NetworkDescription Description, WeightSet Weights)
{
    /// <summary>Which of the student's taps each teacher teaches: the first that reaches it.</summary>
    /// <param name="student">The student.</param>
    /// <param name="teachers">The teachers, in order.</param>
    /// <returns>For each teacher, the student's taps with its own.</returns>
    /// <exception cref="ArgumentException">Nobody teaches a tap; the sentence names it.</exception>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Share(NetworkDescription student, IReadOnlyList<TeacherSource> teachers)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teachers);
        Dictionary<string, string>[] shares = [.. teachers.Select(_ => new Dictionary<string, string>())];
        foreach (var tap in student.Layers.OfType<ReluDescription>().Select(layer => layer.Tap))
        {
            var found = teachers.Select((teacher, index) => (Index: index, Own: Networks.TeacherTaps.Find(tap, student, teacher.Description))).FirstOrDefault(pair => pair.Own is not null);
            if (found.Own is null)
            {
                throw new ArgumentException(
                    $"No teacher reaches {tap}, which the student has: {string.Join(", ", teachers.Select(teacher => $"{teacher.Weights.Origin} ends at {teacher.Description.Taps[^1].Name}"))}; name one more that goes further.",
                    nameof(teachers));
            }

            shares[found.Index][tap] = found.Own;
        }

        return shares;
    }
}
