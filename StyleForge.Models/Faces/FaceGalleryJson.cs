using System.Text.Json.Serialization;

namespace StyleForge.Models.Faces;

/// <summary>Galleries as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(FaceGallery))]
internal sealed partial class FaceGalleryJson : JsonSerializerContext;
