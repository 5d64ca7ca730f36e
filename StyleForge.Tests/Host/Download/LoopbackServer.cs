using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace StyleForge.Tests.Host.Download;

/// <summary>
/// An HTTP server on the loopback, on bare sockets, so that it can say of its answers what is not so. Each connection carries
/// one answer; the answers of the script come in order, and the last one again and again.
/// </summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<LoopbackRequest> _requests = [];
    private readonly Func<LoopbackRequest, Reply>[] _script;
    private readonly X509Certificate2? _certificate;
    private readonly Task _serving;

    public LoopbackServer(params Func<LoopbackRequest, Reply>[] script)
        : this(null, script)
    {
    }

    public LoopbackServer(X509Certificate2? certificate, params Func<LoopbackRequest, Reply>[] script)
    {
        (_certificate, _script) = (certificate, script);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The folder that all files are in.</summary>
    public string Address => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}/weights/";

    public IReadOnlyList<LoopbackRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public void Dispose()
    {
        // The listener last: asked for another client after its end, it would fail otherwise than by being cancelled.
        _ending.Cancel();
        _serving.Wait();
        _listener.Dispose();
        _ending.Dispose();
        _certificate?.Dispose();
    }

    private async Task ServeAsync()
    {
        var answering = new List<Task>();
        try
        {
            while (true)
            {
                answering.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(answering);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            Stream stream = connection.GetStream();
            if (_certificate is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _ending.Token);
                stream = secure;
            }

            if (await ReadAsync(stream) is { } request)
            {
                await WriteAsync(stream, Next(request));
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The other side has hung up, or the test is over.
        }
    }

    private Reply Next(LoopbackRequest request)
    {
        lock (_requests)
        {
            _requests.Add(request);
            return _script[Math.Min(_requests.Count, _script.Length) - 1](request);
        }
    }

    private async Task<LoopbackRequest?> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var buffer = new byte[1];
        while (!Encoding.ASCII.GetString([.. head]).EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(buffer, _ending.Token) == 0)
            {
                return null;
            }

            head.Add(buffer[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new LoopbackRequest(
            lines[0].Split(' ')[1],
            lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase));
    }

    private async Task WriteAsync(Stream stream, Reply reply)
    {
        if (!reply.IsMute)
        {
            var head = new StringBuilder($"HTTP/1.1 {reply.Status}\r\nConnection: close\r\n");
            foreach (var (name, value) in reply.Headers)
            {
                head.Append($"{name}: {value}\r\n");
            }

            if (reply.Length is { } length)
            {
                head.Append($"Content-Length: {length}\r\n");
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _ending.Token);
            await stream.WriteAsync(reply.Body, _ending.Token);
            await stream.FlushAsync(_ending.Token);
        }

        if (reply.Stalls || reply.IsMute)
        {
            await Task.Delay(Timeout.Infinite, _ending.Token);
        }
    }
}
