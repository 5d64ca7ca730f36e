namespace StyleForge.Web;

/// <summary>A bundled style.</summary>
/// <param name="Name">What a submission's <c>style</c> takes.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Url">Address of its picture; with <c>side=PIXELS</c> in the query it is made smaller.</param>
internal sealed record StyleView(string Name, string Title, string Url);
