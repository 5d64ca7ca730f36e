using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace StyleForge.Web;

/// <summary>The page's own files, which lie inside the program.</summary>
internal static class Assets
{
    /// <summary>Answers with a file.</summary>
    /// <param name="name">Its name, such as <c>live.css</c>.</param>
    /// <param name="context">The request; its answer may be kept by browsers, which ask whether it is still the same.</param>
    public static IResult Answer(string name, HttpContext context)
    {
        using var resource = typeof(Assets).Assembly.GetManifestResourceStream($"web/{name}")!;
        var file = new byte[resource.Length];
        resource.ReadExactly(file);
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file, TypeOf(name), entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, 16))}\""));
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };
}
