using System.Text.Json;
using System.Text.Json.Serialization;

namespace StyleForge.Artwork.Sheets;

/// <summary>The file of a sheet: pictures beside and below each other, with their titles. Lengths are in pixels, colours six hexadecimal digits of sRGB.</summary>
/// <param name="Columns">The columns from left to right.</param>
/// <param name="Rows">The rows from top to bottom.</param>
/// <param name="Gap">Between two pictures.</param>
/// <param name="Margin">Around all.</param>
/// <param name="Background">Colour of the paper.</param>
/// <param name="Ink">Colour of the text.</param>
/// <param name="Lettering">Size of the text: pixels between two points of a letter, which has five by seven.</param>
/// <param name="Quality">Of the file, where it is a JPEG.</param>
internal sealed record SheetDocument(
    IReadOnlyList<SheetColumn> Columns,
    IReadOnlyList<SheetRow> Rows,
    int Gap = 4,
    int Margin = 4,
    string Background = "ffffff",
    string Ink = "1f2328",
    int Lettering = 2,
    int Quality = 88)
{
    private const int Longest = 8192;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads the file of a sheet.</summary>
    /// <exception cref="ArtworkException">The file is not a sheet; the message names the file, the value and what is allowed.</exception>
    public static SheetDocument Read(string path)
    {
        try
        {
            var sheet = JsonSerializer.Deserialize<SheetDocument>(File.ReadAllText(path), Options)
                ?? throw new ArtworkException($"The sheet {path} holds nothing: write an object with columns and rows.");
            return sheet.Problem() is { } problem ? throw new ArtworkException($"The sheet {path} cannot be laid out: {problem}.") : sheet;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ArtworkException($"The sheet {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The first value that is not allowed, in words; null where there is none.</summary>
    public string? Problem() =>
        Columns.Count == 0 || Rows.Count == 0 ? "it needs a column and a row at least"
        : Columns.Select((c, i) => Range($"the width of column {i + 1}", c.Width, 1, Longest))
            .Concat(Rows.Select((r, i) => Range($"the height of row {i + 1}", r.Height, 1, Longest)))
            .Concat(Rows.SelectMany(r => r.Cells).OfType<SheetCell>().SelectMany(c => (string?[])
            [
                Range($"across of {c.Picture}", c.Across, 1, Columns.Count),
                Range($"down of {c.Picture}", c.Down, 1, Rows.Count),
            ]))
            .Append(Range("gap", Gap, 0, 1024))
            .Append(Range("margin", Margin, 0, 1024))
            .Append(Range("lettering", Lettering, 1, 16))
            .Append(Range("quality", Quality, 1, 100))
            .Append(Colour("background", Background))
            .Append(Colour("ink", Ink))
            .FirstOrDefault(problem => problem is not null);

    private static string? Range(string name, int value, int least, int greatest) =>
        value >= least && value <= greatest ? null : $"{name} is {value}, but must be a whole number from {least} to {greatest}";

    private static string? Colour(string name, string value) =>
        value.Length == 6 && value.All(char.IsAsciiHexDigit) ? null : $"{name} is '{value}', but must be six hexadecimal digits such as ffffff";
}
