using Microsoft.AspNetCore.Http;

namespace StyleForge.Web;

/// <summary>A submission, part by part: what the OpenAPI document says of it. <see cref="SubmissionReader"/> reads the parts as they come.</summary>
/// <param name="Content">The picture to render.</param>
/// <param name="Style">The style: the name of a bundled style, or a picture.</param>
/// <param name="Preset">A preset; the default one where it is left out.</param>
/// <param name="Size">Long side of the picture to make, in pixels.</param>
/// <param name="StyleStrength">From 0, a hint of the style, to 1, all style.</param>
internal sealed record SubmissionBody(IFormFile Content, string Style, string? Preset, int? Size, double? StyleStrength);
