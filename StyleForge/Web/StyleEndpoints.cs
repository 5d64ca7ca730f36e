using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StyleForge.Hosting;

namespace StyleForge.Web;

/// <summary><c>/api/v1/styles</c> and <c>/api/v1/choices</c>: what a submission can choose from.</summary>
/// <param name="styles">The bundled styles.</param>
/// <param name="pictures">Shows them.</param>
/// <param name="limits">What a request may bring along.</param>
internal sealed class StyleEndpoints(StyleLibrary styles, ShownPictures pictures, UploadLimits limits)
{
    /// <summary>Adds them.</summary>
    /// <param name="api">The group of <c>/api/v1</c>.</param>
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/choices", () => TypedResults.Ok(ChoicesView.Of(limits))).WithSummary("What a submission may say, and how large it may be.");
        api.MapGet("/styles", () => TypedResults.Ok(styles.All().Select(style => new StyleView(style.Name, style.Title, $"/api/v1/styles/{style.Name}/picture"))))
            .WithSummary("The bundled styles.");
        api.MapGet("/styles/{name}/picture", (string name, int? side, CancellationToken cancellation) =>
                pictures.AnswerAsync(styles.All().Any(style => style.Name == name) ? styles.PictureOf(name) : null, side, download: false, cancellation))
            .WithSummary("The picture of a bundled style: the file, or with side=PIXELS a smaller one.")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg").ProducesProblem(StatusCodes.Status404NotFound);
    }
}
