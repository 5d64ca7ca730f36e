using StyleForge.Engine.Settings;
using StyleForge.Presentation;

namespace StyleForge.Reports;

/// <summary>What tells the pictures of a sweep apart.</summary>
internal static class Differences
{
    /// <summary>A caption for each picture: a line for each thing that is not the same for all of them; its name, where all is.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Captions(IReadOnlyList<ReportedPicture> pictures)
    {
        List<string[]> columns =
        [
            [.. pictures.Select(picture => Path.GetFileNameWithoutExtension(picture.Plan.ContentPath))],
            [.. pictures.Select(picture => string.Join(" + ", picture.Plan.Styles.Select(style => Path.GetFileNameWithoutExtension(style.Path) + Words.Place(style))))],
            .. SettingCatalogue.All.Select(setting => pictures.Select(picture => $"{setting.Name} {SettingDefinition.FormatValue(setting.Read(picture.Plan.Settings))}").ToArray()),
        ];
        columns.RemoveAll(column => column.Distinct(StringComparer.Ordinal).Count() < 2);
        return [.. pictures.Select((picture, i) => columns.Count > 0 ? columns.Select(column => column[i]).ToArray() : [picture.Name])];
    }
}
