using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Polly;
using Polly.Timeout;

namespace StyleForge.Hosting.Download;

/// <summary>
/// Asks servers for files: follows redirects, never from https to http, and turns whatever goes wrong into one clause.
/// </summary>
internal sealed class HttpSource : IDisposable
{
    private const int MostRedirects = 10;

    private readonly HttpMessageInvoker _http;
    private readonly DownloadOptions _options;
    private readonly ResiliencePipeline _patience;

    /// <summary>Makes one.</summary>
    /// <param name="options">How patient to be, and by which proxy to go.</param>
    /// <param name="time">Measures the patience.</param>
    /// <param name="handler">What carries requests; null for the network.</param>
    public HttpSource(DownloadOptions options, TimeProvider time, HttpMessageHandler? handler = null)
    {
        _options = options;
        _http = new HttpMessageInvoker(handler ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            Proxy = options.Proxy,
            UseCookies = false,
        });
        _patience = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(options.StallTimeout).Build();
    }

    /// <summary>Asks for a file, or for the rest of it.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="record">What is known of the beginning that is here; null where there is none.</param>
    /// <param name="from">Bytes that are here; 0 to ask for the whole file.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The head of an answer with the status 200, 206 or 416; the body is still to come.</returns>
    /// <exception cref="DownloadFailure">There is no such answer.</exception>
    public async ValueTask<HttpResponseMessage> AskAsync(Uri url, PartRecord? record, long from, CancellationToken cancellation)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("styleforge", CommandLine.Version));
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
                if (record?.Condition is { } condition)
                {
                    request.Headers.TryAddWithoutValidation("If-Range", condition);
                }
            }

            var response = await SendAsync(request, cancellation).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.OK
                || (from > 0 && response.StatusCode is (HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)))
            {
                return response;
            }

            using (response)
            {
                url = Next(url, response) ?? throw Refusal(url, response);
            }
        }

        throw new DownloadFailure($"{url.Host} sends one from address to address, {MostRedirects} times and more");
    }

    /// <summary>Reads some bytes of a body.</summary>
    /// <returns>How many; 0 at its end.</returns>
    /// <exception cref="DownloadFailure">The connection broke off, or nothing came for too long.</exception>
    public async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, string host, CancellationToken cancellation)
    {
        try
        {
            return await _patience.ExecuteAsync(
                static (state, token) => state.body.ReadAsync(state.buffer, token), (body, buffer), cancellation).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException failure)
        {
            throw Silence(host, failure);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw new DownloadFailure($"the connection to {host} broke off", failure) { MayPass = true };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // Where a redirect leads; null where the answer is none.
    private static Uri? Next(Uri url, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
        {
            return null;
        }

        var next = new Uri(url, location);
        if (next.Scheme != Uri.UriSchemeHttps && (next.Scheme != Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
        {
            throw new DownloadFailure($"{url.Host} wants to send one on from {url.Scheme} to {next.Scheme} ({next.GetLeftPart(UriPartial.Path)}), where anybody on the way could change the file");
        }

        return next;
    }

    private DownloadFailure Silence(string host, Exception cause) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{host} has sent nothing for {_options.StallTimeout.TotalSeconds:0.##} s"), cause) { MayPass = true };

    private async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var host = request.RequestUri!.Host;
        try
        {
            return await _patience.ExecuteAsync(
                static async (state, token) => await state._http.SendAsync(state.request, token).ConfigureAwait(false), (_http, request), cancellation).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException failure)
        {
            throw Silence(host, failure);
        }
        catch (OperationCanceledException failure) when (!cancellation.IsCancellationRequested)
        {
            throw new DownloadFailure(string.Create(CultureInfo.InvariantCulture, $"{host} cannot be reached within {_options.ConnectTimeout.TotalSeconds:0.##} s"), failure) { MayPass = true };
        }
        catch (HttpRequestException failure)
        {
            throw Explain(host, failure);
        }
    }

    private static DownloadFailure Explain(string host, HttpRequestException failure)
    {
        var reason = (failure.InnerException?.Message ?? failure.Message).TrimEnd('.');
        return failure switch
        {
            { HttpRequestError: HttpRequestError.NameResolutionError } =>
                new($"{host} cannot be found: is this machine on line? Behind a proxy, the variable HTTPS_PROXY has to name it", failure) { MayPass = true },
            { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException } =>
                new($"{host} cannot prove who it is: {reason}", failure),
            { HttpRequestError: HttpRequestError.ProxyTunnelError } =>
                new($"the proxy does not let one through to {host}: {reason}", failure) { MayPass = failure.StatusCode is null or >= HttpStatusCode.InternalServerError },
            { HttpRequestError: HttpRequestError.ConnectionError } =>
                new($"{host} cannot be reached: {reason}", failure) { MayPass = true },
            _ => new($"{host} gave no answer that can be read: {reason}", failure) { MayPass = true },
        };
    }

    private DownloadFailure Refusal(Uri url, HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        var status = $"{code} {response.ReasonPhrase}".TrimEnd();
        var address = url.GetLeftPart(UriPartial.Path);
        return code switch
        {
            404 or 410 => new($"there is nothing at {address} ({status})"),
            401 or 403 => new($"{url.Host} does not give {address} to everybody ({status})"),
            407 => new($"the proxy wants to know who asks ({status}): write HTTPS_PROXY and HTTP_PROXY as http://USER:PASSWORD@HOST:PORT"),
            408 or 429 or >= 500 => new($"{url.Host} cannot answer at the moment ({status})") { MayPass = true, After = After(response) },
            _ => new($"{url.Host} answers with {status} where a file was expected"),
        };
    }

    private TimeSpan? After(HttpResponseMessage response)
    {
        var wanted = response.Headers.RetryAfter?.Delta;
        return wanted > _options.LongestDelay ? _options.LongestDelay : wanted;
    }
}
