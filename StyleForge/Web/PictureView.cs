namespace StyleForge.Web;

/// <summary>A finished picture.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Url">Its address: the file itself. With <c>side=PIXELS</c> in the query it is made smaller, with <c>download=true</c> browsers save it.</param>
internal sealed record PictureView(string Name, string Url);
