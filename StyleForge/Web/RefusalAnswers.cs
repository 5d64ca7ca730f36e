using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace StyleForge.Web;

/// <summary>Answers whatever goes wrong with one sentence as <c>application/problem+json</c>.</summary>
/// <param name="options">Who hears of errors of the program's own, and the limits that sentences name.</param>
internal sealed class RefusalAnswers(LiveOptions options)
{
    /// <summary>Goes on with the request, and answers for it where it fails.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // Whoever asked has gone: there is nobody to answer.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, Explain(context, failure));
            return;
        }
        catch (Exception failure)
        {
            Explain(context, failure);
            context.Abort(); // The answer was under way: cut off, it cannot be taken for whole.
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
        {
            await AnswerAsync(context, new Refusal(context.Response.StatusCode, Sentence(context, context.Response.StatusCode)));
        }
    }

    private static async Task AnswerAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await TypedResults.Problem(refusal.Message, statusCode: refusal.Status).ExecuteAsync(context);
    }

    private Refusal Explain(HttpContext context, Exception failure)
    {
        switch (failure)
        {
            case Refusal refusal:
                return refusal;
            case BadHttpRequestException bad:
                return new Refusal(bad.StatusCode, Sentence(context, bad.StatusCode));
            case InvalidDataException:
                return new Refusal(StatusCodes.Status400BadRequest, Sentence(context, StatusCodes.Status400BadRequest));
            case IOException or UnauthorizedAccessException:
                options.Tell($"The live page could not answer {context.Request.Method} {context.Request.Path}: {failure.Message}");
                return new Refusal(StatusCodes.Status503ServiceUnavailable, "The disk of the queue cannot be used at the moment: try again, and look at what the server says.") { RetryAfter = 5 };
            default:
                options.Tell($"The live page met an error of its own at {context.Request.Method} {context.Request.Path} ({failure.GetType().Name}): {failure.Message}");
                return new Refusal(StatusCodes.Status500InternalServerError, "StyleForge met an error of its own: the server has said more on its standard error.");
        }
    }

    private string Sentence(HttpContext context, int status) => status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address: /openapi/v1.json lists what there is.",
        StatusCodes.Status405MethodNotAllowed => $"This address takes {context.Response.Headers.Allow}, but not {context.Request.Method}.",
        StatusCodes.Status408RequestTimeout => "The request came too slowly, and was given up: send it again.",
        StatusCodes.Status413PayloadTooLarge => $"The request is too large: a submission may have {options.Uploads.RequestBytes} bytes, and other requests far fewer.",
        StatusCodes.Status415UnsupportedMediaType => "The request's content type is not the one that this address takes: /openapi/v1.json names it.",
        _ => "The request cannot be understood: /openapi/v1.json says what this address takes.",
    };
}
