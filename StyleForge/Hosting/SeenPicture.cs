using StyleForge.Engine.Imaging;
using StyleForge.Models.Faces;

namespace StyleForge.Hosting;

/// <summary>A picture and its faces.</summary>
/// <param name="Path">Absolute path of its file.</param>
/// <param name="Picture">The picture.</param>
/// <param name="Shown">The same, as networks of faces take it.</param>
/// <param name="Faces">Its faces, the surest first.</param>
internal sealed record SeenPicture(string Path, Picture Picture, FacePicture Shown, IReadOnlyList<SeenFace> Faces);
