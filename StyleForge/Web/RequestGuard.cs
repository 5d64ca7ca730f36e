using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace StyleForge.Web;

/// <summary>
/// Stands before every request: it must call the server by a name of its own, so that no page elsewhere can pose as this one by a name that it makes lead here; what
/// changes something must come from this page or from no browser at all; and where there is a token, it must be brought.
/// </summary>
internal sealed class RequestGuard : IDisposable
{
    /// <summary>The cookie that a browser is known by.</summary>
    public const string Cookie = "styleforge-session";

    /// <summary>Where people log in.</summary>
    public const string LoginPath = "/login";

    // Nothing but this server's own files, and no script or style inside a page.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private readonly LiveOptions _options;
    private readonly RateLimiter _wrongTokens;

    /// <summary>A guard with these rules.</summary>
    public RequestGuard(LiveOptions options)
    {
        _options = options;
        _wrongTokens = Rates.AMinute(options.WrongTokensAMinute);
    }

    /// <summary>Lets the request pass, sends a person to the login, or refuses.</summary>
    /// <exception cref="Refusal">It may not pass.</exception>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "same-origin"; // Without any, browsers do not say where a form comes from either.
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        RequireKnownHost(context.Request);
        RequireOwnOrigin(context.Request);
        if (IsOpenToAll(context.Request) || IsLetIn(context.Request))
        {
            await next(context);
        }
        else if (HttpMethods.IsGet(context.Request.Method) && context.Request.Path == "/")
        {
            context.Response.Redirect(LoginPath);
        }
        else
        {
            headers.WWWAuthenticate = "Bearer";
            throw new Refusal(StatusCodes.Status401Unauthorized, "This address needs the token: send it as «Authorization: Bearer TOKEN», or log in at /login.");
        }
    }

    /// <summary>Says whether a token is the right one; a wrong one is counted.</summary>
    /// <exception cref="Refusal">There were too many wrong ones.</exception>
    public bool Accepts(string token)
    {
        if (_wrongTokens.GetStatistics() is { CurrentAvailablePermits: 0 })
        {
            throw new Refusal(StatusCodes.Status429TooManyRequests, "There were too many wrong tokens: wait a minute.") { RetryAfter = 60 };
        }

        if (_options.Token!.Is(token))
        {
            return true;
        }

        using var counted = _wrongTokens.AttemptAcquire();
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _wrongTokens.Dispose();

    private static bool IsOpenToAll(HttpRequest request) =>
        request.Path.Value is LoginPath or "/health/live" or "/health/ready" or "/live.css" or "/icon.svg";

    private bool IsLetIn(HttpRequest request)
    {
        if (_options.Token is not { } token)
        {
            return true;
        }

        const string scheme = "Bearer ";
        return request.Headers.Authorization.ToString() is var authorization && authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? Accepts(authorization[scheme.Length..].Trim())
            : request.Cookies[Cookie] is { } cookie && token.IsSession(cookie, _options.Time.GetUtcNow());
    }

    // A number cannot be made to lead elsewhere; a name can, by whoever owns it.
    private void RequireKnownHost(HttpRequest request)
    {
        var host = request.Host.Host;
        var listen = _options.Listen.Address;
        var isKnown = IPAddress.TryParse(host.Trim('[', ']'), out var address)
            ? IPAddress.IsLoopback(listen) ? IPAddress.IsLoopback(address) : address.Equals(listen) || listen.Equals(IPAddress.Any) || listen.Equals(IPAddress.IPv6Any)
            : (IPAddress.IsLoopback(listen) && host.Equals("localhost", StringComparison.OrdinalIgnoreCase));
        if (!isKnown && !_options.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase))
        {
            throw new Refusal(StatusCodes.Status421MisdirectedRequest, "The request calls this server by a name that is not its own: start it with --host NAME to allow one.");
        }
    }

    private static void RequireOwnOrigin(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return;
        }

        var origin = request.Headers.Origin.ToString();
        var isOwn = origin.Length == 0
            ? request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            : Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
        if (!isOwn)
        {
            throw new Refusal(StatusCodes.Status403Forbidden, "The request comes from another page: only this server's own page may change something.");
        }
    }
}
