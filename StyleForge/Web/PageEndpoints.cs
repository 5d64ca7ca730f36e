using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace StyleForge.Web;

/// <summary>The page itself, and the login before it.</summary>
/// <param name="guard">Knows the token.</param>
/// <param name="options">Whether there is a token, and the clock.</param>
internal sealed class PageEndpoints(RequestGuard guard, LiveOptions options)
{
    /// <summary>Adds them.</summary>
    /// <param name="app">The server.</param>
    public void Map(IEndpointRouteBuilder app)
    {
        Asset("/", "live.html");
        Asset("/live.css", "live.css");
        Asset("/live.js", "live.js");
        Asset("/icon.svg", "icon.svg");
        Asset(RequestGuard.LoginPath, "login.html");
        app.MapPost(RequestGuard.LoginPath, (Delegate)LogInAsync).ExcludeFromDescription();
        app.MapPost("/logout", LogOut).ExcludeFromDescription();

        void Asset(string path, string name) => app.MapGet(path, (HttpContext context) => Assets.Answer(name, context)).ExcludeFromDescription();
    }

    private async Task<IResult> LogInAsync(HttpContext context)
    {
        if (options.Token is not { } token)
        {
            return new SeeOther("/");
        }

        if (!context.Request.HasFormContentType)
        {
            throw new Refusal(StatusCodes.Status415UnsupportedMediaType, "The login takes a form with the field token.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!guard.Accepts(form["token"].ToString()))
        {
            return new SeeOther($"{RequestGuard.LoginPath}#wrong");
        }

        context.Response.Cookies.Append(RequestGuard.Cookie, token.Session(options.Time.GetUtcNow() + AccessToken.SessionLength), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.Headers.Origin.ToString().StartsWith("https:", StringComparison.OrdinalIgnoreCase), // A proxy in front may speak TLS where this server does not.
            MaxAge = AccessToken.SessionLength,
        });
        return new SeeOther("/");
    }

    private static SeeOther LogOut(HttpContext context)
    {
        context.Response.Cookies.Delete(RequestGuard.Cookie);
        return new SeeOther(RequestGuard.LoginPath);
    }

    // After a form that was sent, browsers get the next page with GET.
    private sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
