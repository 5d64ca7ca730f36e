using System.Text.Json;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Jobs;

/// <summary>Reads the styles of a job: one blend, or a list of them.</summary>
/// <param name="checks">Gathers what is wrong.</param>
internal sealed class JobStyleFields(JobFieldChecks checks)
{
    private const string ListAllowed = "a list of styles, or a list of such lists for a sweep";
    private const string StyleAllowed = "the path of a picture, the name of a bundled style, or an object with image, weight, scale, mask, inside and outside";

    private static readonly string[] Names = ["image", "weight", "scale", "mask", "inside", "outside"];

    /// <summary>Reads the blends; those without any style that is right are left out.</summary>
    public IReadOnlyList<IReadOnlyList<JobStyle>> Read(JsonPart value)
    {
        if (value.Kind != JsonValueKind.Array || value.Items.Count == 0)
        {
            checks.Refuse(value, "styles", ListAllowed);
            return [];
        }

        var blends = value.Items[0].Kind == JsonValueKind.Array
            ? value.Items.Select((item, i) => ReadBlend(item, $"styles[{i}]"))
            : [ReadBlend(value, "styles")];
        return [.. blends.Where(blend => blend.Count > 0)];
    }

    private List<JobStyle> ReadBlend(JsonPart list, string field)
    {
        if (list.Kind != JsonValueKind.Array || list.Items.Count == 0)
        {
            checks.Refuse(list, field, "a list of styles, as the first of the list is one");
        }

        return [.. list.Items.Select((item, i) => ReadStyle(item, $"{field}[{i}]")).OfType<JobStyle>()];
    }

    private JobStyle? ReadStyle(JsonPart value, string field)
    {
        if (value.Kind != JsonValueKind.Object)
        {
            return checks.Text(value, field, StyleAllowed) is { } image ? new JobStyle(image, Line: value.Line, Field: field) : null;
        }

        var style = new JobStyle("", Line: value.Line, Field: field);
        var seen = checks.ReadMembers(value, field, Names, (name, member) =>
        {
            var place = $"{field}.{name}";
            style = name switch
            {
                "image" => style with { Image = checks.Text(member, place, "the path of a picture or the name of a bundled style") ?? "" },
                "weight" => style with { Weight = checks.Number(member, place, JobStyle.MinimumWeight, JobStyle.MaximumWeight) ?? 1 },
                "scale" => style with { Scale = checks.Number(member, place, JobStyle.MinimumScale, JobStyle.MaximumScale) ?? 1 },
                "mask" => style with { Mask = checks.Text(member, place, "the path of a grey picture") },
                "inside" => style with { Inside = Subjects(member, place) },
                _ => style with { Outside = Subjects(member, place) },
            };
        });
        if (!seen.ContainsKey("image"))
        {
            checks.Report(value.Line, field, "image is missing: name the style picture.");
        }

        return style.Image.Length > 0 ? style : null;
    }

    // A text with commas, or a list. One without a word would not say where the style goes.
    private string Subjects(JsonPart value, string field)
    {
        var items = value.Kind == JsonValueKind.Array ? value.Items : [value];
        if (items.Count == 0 || items.Any(item => item.Kind != JsonValueKind.String || string.IsNullOrWhiteSpace(item.Text)))
        {
            checks.Refuse(value, field, SubjectWords.Allowed);
            return "";
        }

        if (SubjectWords.Read(field, string.Join(',', items.Select(item => item.Text)), out var words) is { } wrong)
        {
            checks.Report(value.Line, field, wrong);
        }

        return words;
    }
}
