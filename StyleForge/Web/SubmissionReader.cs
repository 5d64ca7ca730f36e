using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Settings;
using StyleForge.Hosting;
using StyleForge.Queue;

namespace StyleForge.Web;

/// <summary>
/// Makes a job of a submission. Pictures go to the disk as they come and are looked at there, as what their bytes are. The job is written here: it can name only the
/// pictures that came with it and bundled styles, because nothing of what was sent is taken into it but a few settings.
/// </summary>
/// <param name="limits">What a request may bring along.</param>
/// <param name="styles">The bundled styles.</param>
internal sealed class SubmissionReader(UploadLimits limits, StyleLibrary styles)
{
    private const string Content = "content";
    private const string Style = "style";
    private const int MostParts = 8;
    private const int TextBytes = 256;
    private const int HeaderBytes = 4096;
    private const int Piece = 1 << 16;

    // Small pictures are decoded to see that they can be; that a large one can shows when it is rendered.
    private const long ProvenPixels = 4_000_000;

    private static readonly string[] Settings = ["preset", "size", "styleStrength"];

    /// <summary>Reads a submission to its end.</summary>
    /// <returns>What has to be disposed once the queue has taken the submission.</returns>
    /// <exception cref="Refusal">Something is missing, wrong or too large.</exception>
    public async Task<(Upload Upload, Submission Submission)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var upload = new Upload();
        try
        {
            await ReadPartsAsync(request, upload, cancellation);
            return (upload, Compose(upload));
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    private async Task ReadPartsAsync(HttpRequest request, Upload upload, CancellationToken cancellation)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } most)
        {
            most.MaxRequestBodySize = limits.RequestBytes;
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 100 } boundary)
        {
            throw Bad("A submission is sent as multipart/form-data with a boundary.");
        }

        var parts = new MultipartReader(boundary, request.Body) { HeadersCountLimit = MostParts, HeadersLengthLimit = HeaderBytes };
        for (var count = 1; await Sent(parts.ReadNextSectionAsync(cancellation)) is { } part; count++)
        {
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition) || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { } name)
            {
                throw Bad("A part of the submission has no name: send it as multipart/form-data.");
            }

            var isFile = disposition.IsFileDisposition();
            if (count > MostParts || !(name is Content || name is Style || (Settings.Contains(name) && !isFile)) || upload.Texts.ContainsKey(name) || upload.Names.ContainsKey(name))
            {
                throw Bad("A submission has the parts content, style, preset, size and styleStrength, each once, the first two as pictures: one of another name, or given twice, came along.");
            }

            if (isFile)
            {
                upload.Names[name] = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
                await SaveAsync(part.Body, name, upload.FileOf(name), cancellation);
            }
            else
            {
                upload.Texts[name] = await ReadTextAsync(part.Body, name, cancellation);
            }
        }
    }

    private async Task SaveAsync(Stream body, string part, string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var piece = new byte[Piece];
        while (await Sent(body.ReadAsync(piece, cancellation).AsTask()) is > 0 and var count)
        {
            if (file.Length + count > limits.FileBytes)
            {
                throw new Refusal(StatusCodes.Status413PayloadTooLarge, $"The picture of {part} has more than {limits.FileBytes} bytes, which are the most that are taken.");
            }

            await file.WriteAsync(piece.AsMemory(0, count), cancellation);
        }
    }

    private static async Task<string> ReadTextAsync(Stream body, string part, CancellationToken cancellation)
    {
        var bytes = new byte[TextBytes + 1];
        var count = await Sent(body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation).AsTask());
        return count <= TextBytes ? Encoding.UTF8.GetString(bytes, 0, count).Trim() : throw Bad($"{part} has more than {TextBytes} bytes, but must be a short text.");
    }

    // What is wrong with the request, told from what is wrong with this machine's disk.
    private static async Task<T> Sent<T>(Task<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (Exception failure) when (failure is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw Bad("The submission is not whole, or no multipart/form-data: send it again.");
        }
    }

    private Submission Compose(Upload upload)
    {
        if (!upload.Names.ContainsKey(Content))
        {
            throw Bad("The submission has no picture to render: send one as the part content.");
        }

        var (content, contentFile) = Look(upload, Content, taken: null);
        var files = new Dictionary<string, Func<Stream>> { [contentFile] = () => File.OpenRead(upload.FileOf(Content)) };
        string style;
        if (upload.Names.ContainsKey(Style))
        {
            (style, var styleFile) = Look(upload, Style, taken: content);
            files[styleFile] = () => File.OpenRead(upload.FileOf(Style));
            return new Submission($"{content}-{style}", JobOf(upload, $"{content}-{style}", contentFile, styleFile), files);
        }

        var names = styles.All().Select(known => known.Name).ToList();
        style = upload.Texts.GetValueOrDefault(Style) is { Length: > 0 } sent ? sent : throw Bad("The submission has no style: send a picture or the name of a bundled style as the part style.");
        return names.Contains(style)
            ? new Submission($"{content}-{style}", JobOf(upload, $"{content}-{style}", contentFile, style), files)
            : throw Bad($"There is no bundled style of that name: there are {string.Join(", ", names)}; or send a picture.");
    }

    // The name of a picture without its ending, and with the one of what it is.
    private (string Stem, string File) Look(Upload upload, string part, string? taken)
    {
        try
        {
            var path = upload.FileOf(part);
            ImageCodecs.Default.ReadHeader(path, limits.Images with { ProvenPixels = ProvenPixels });
            using var file = File.OpenRead(path);
            var start = new byte[ImageCodecs.RecognitionLength];
            var codec = ImageCodecs.Default.Recognise(start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)))!;
            var stem = UploadNames.StemOf(upload.Names[part], part);
            stem = stem.Equals(taken, StringComparison.OrdinalIgnoreCase) ? $"{stem}-{part}" : stem;
            return (stem, stem + codec.Extensions[0]);
        }
        catch (ImageFileException failure)
        {
            throw new Refusal(StatusCodes.Status422UnprocessableEntity, $"The picture of {part} {failure.Problem}.");
        }
    }

    // Phones call every picture «image»: each job has a name of its own to write to.
    private static string JobOf(Upload upload, string picture, string content, string style)
    {
        var job = new JsonObject { ["version"] = 1, ["content"] = content, ["styles"] = new JsonArray(style), ["output"] = $"{picture}-{Path.GetRandomFileName()[..6]}.png" };
        foreach (var name in Settings)
        {
            if (upload.Texts.GetValueOrDefault(name) is { Length: > 0 } text)
            {
                if (SettingCatalogue.Find(name)!.Parse(text, out var value) is { } problem)
                {
                    throw Bad(problem);
                }

                job[name] = value switch { long whole => JsonValue.Create(whole), double real => JsonValue.Create(real), _ => JsonValue.Create((string)value!) };
            }
        }

        return job.ToJsonString();
    }

    private static Refusal Bad(string sentence) => new(StatusCodes.Status400BadRequest, sentence);
}
