using System.Text.Encodings.Web;
using System.Text.Json;

namespace StyleForge.Artwork.Catalogue;

/// <summary>The page that lies beside a picture and says what it is, how it was made, and how it may be used.</summary>
/// <param name="Title">The picture's title.</param>
/// <param name="Description">What one sees.</param>
/// <param name="Picture">File name of the picture, beside the manifest.</param>
/// <param name="Sha256">Of the picture's bytes, 64 lower case hexadecimal digits.</param>
/// <param name="Licence">SPDX identifier.</param>
/// <param name="Made">How it was made, and how to make it again.</param>
/// <param name="SuggestedSettings">Job-file settings that suit a style; empty where the defaults do.</param>
internal sealed record Manifest(
    string Title,
    string Description,
    string Picture,
    string Sha256,
    string Licence,
    Making Made,
    IReadOnlyDictionary<string, double> SuggestedSettings)
{
    /// <summary>All pictures of the project are given to the public.</summary>
    public const string PublicDomain = "CC0-1.0";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>The text of the file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="JsonException">The text is not a manifest.</exception>
    public static Manifest FromJson(string text) =>
        JsonSerializer.Deserialize<Manifest>(text, Options) ?? throw new JsonException("The manifest holds nothing.");
}
