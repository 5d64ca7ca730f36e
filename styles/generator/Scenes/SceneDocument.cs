using System.Text.Json;
using System.Text.Json.Serialization;

namespace StyleForge.Artwork.Scenes;

/// <summary>A scene file: what is where, in metres, y upwards; colours are six hexadecimal digits of sRGB.</summary>
/// <param name="Title">Title of the picture.</param>
/// <param name="Description">What one sees.</param>
/// <param name="Seed">Chooses the paths of light.</param>
/// <param name="Samples">Paths a pixel of the finished picture.</param>
/// <param name="Aspect">Width divided by height.</param>
/// <param name="Exposure">Factor on the light before tone mapping.</param>
/// <param name="Camera">The lens.</param>
/// <param name="Sky">Light from outside.</param>
/// <param name="Windows">Glowing parallelograms.</param>
/// <param name="Materials">What things are made of, by name.</param>
/// <param name="Solids">The things.</param>
internal sealed record SceneDocument(
    string Title,
    string Description,
    uint Seed,
    int Samples,
    float Aspect,
    float Exposure,
    CameraDocument Camera,
    SkyDocument Sky,
    IReadOnlyList<WindowDocument>? Windows,
    IReadOnlyDictionary<string, MaterialDocument> Materials,
    IReadOnlyList<SolidDocument> Solids)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = false,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads a scene file.</summary>
    /// <exception cref="ArtworkException">The file is not a scene; the message names the file and the place.</exception>
    public static SceneDocument Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<SceneDocument>(File.ReadAllText(path), Options)
                ?? throw new ArtworkException($"The scene {path} holds nothing: write an object with camera, sky, materials and solids.");
        }
        catch (JsonException e)
        {
            throw new ArtworkException($"The scene {path} cannot be read: {e.Message}", e);
        }
    }
}
