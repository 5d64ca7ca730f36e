using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using StyleForge.Hosting;
using StyleForge.Queue;
using StyleForge.Service;

namespace StyleForge.Web;

/// <summary>The live page over a queue, from when it is started until it is disposed.</summary>
internal sealed class LivePage : IAsyncDisposable
{
    private const int SmallBody = 64 << 10;
    private const int JsonDepth = 8;

    private readonly WebApplication _app;

    private LivePage(WebApplication app) => _app = app;

    /// <summary>Where it is.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts to serve.</summary>
    /// <param name="options">Where and for whom.</param>
    /// <param name="queue">The queue; it outlives the page.</param>
    /// <param name="styles">The bundled styles.</param>
    /// <param name="cancellation">Stops the start.</param>
    /// <exception cref="CommandFailure">There should be a token, or the address cannot be listened on.</exception>
    public static async Task<LivePage> StartAsync(LiveOptions options, IJobQueue queue, StyleLibrary styles, CancellationToken cancellation)
    {
        options.RequireToken();
        var app = Build(options, queue, styles);
        try
        {
            await app.StartAsync(cancellation);
            return new LivePage(app);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new CommandFailure($"--listen is {options.Listen}, but {Explain(failure)}.", ExitCodes.Wrong, failure);
        }
    }

    /// <summary>Ends the streams of events, finishes what is being answered, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static string Explain(Exception failure) => (failure as SocketException ?? failure.InnerException as SocketException ?? failure.InnerException?.InnerException as SocketException)?.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "another program has that port: end it, or name another port",
        SocketError.AddressNotAvailable => "this machine does not have that address",
        SocketError.AccessDenied => "this user may not have that port: name one from 1024 on",
        _ => $"it cannot be listened on: {failure.Message.TrimEnd('.')}",
    };

    private static WebApplication Build(LiveOptions options, IJobQueue queue, StyleLibrary styles)
    {
        // An empty builder reads no configuration: the appsettings.json of renders and variables meant for other servers must not open this one.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddRouting();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.MaxDepth = JsonDepth;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter<JobState>(JsonNamingPolicy.CamelCase));
        });
        builder.Services.AddOpenApi(api => api.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "StyleForge";
            document.Info.Description = "The queue of StyleForge: jobs, their pictures, and what happens to them. Problems are told as application/problem+json, in one sentence each.";
            return Task.CompletedTask;
        }));
        builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(Telemetry.Name, serviceVersion: CommandLine.Version)).WithMetrics(metrics => metrics
            .AddMeter(Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel").AddPrometheusExporter());

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Uploads);
        builder.Services.AddSingleton(queue);
        builder.Services.AddSingleton(styles);
        builder.Services.AddSingleton(_ => new ShownPictures([.. options.Roots, .. styles.Folder is { } bundled ? [bundled] : Array.Empty<string>()], options.Uploads.Images));
        builder.Services.AddSingleton<RequestGuard>().AddSingleton<RefusalAnswers>().AddSingleton<QueueReader>().AddSingleton<LiveMetrics>().AddSingleton<SubmissionReader>();
        builder.Services.AddSingleton<JobEndpoints>().AddSingleton<QueueEndpoints>().AddSingleton<StyleEndpoints>().AddSingleton<EventStream>().AddSingleton<PageEndpoints>();

        var app = builder.Build();
        app.Use(app.Services.GetRequiredService<RefusalAnswers>().InvokeAsync);
        app.Use(app.Services.GetRequiredService<RequestGuard>().InvokeAsync);
        var api = app.MapGroup("/api/v1");
        app.Services.GetRequiredService<JobEndpoints>().Map(api);
        app.Services.GetRequiredService<QueueEndpoints>().Map(app, api);
        app.Services.GetRequiredService<StyleEndpoints>().Map(api);
        app.Services.GetRequiredService<EventStream>().Map(api);
        app.Services.GetRequiredService<PageEndpoints>().Map(app);
        app.MapOpenApi();
        app.MapPrometheusScrapingEndpoint("/metrics", null, branch => branch.Use(async (context, next) =>
        {
            await branch.ApplicationServices.GetRequiredService<QueueReader>().ReadAsync(context.RequestAborted);
            await next(context);
        }), null);
        return app;
    }

    // Whoever sends or reads slowly on purpose is cut off; so is whoever opens connections without end.
    private static void Configure(KestrelServerOptions kestrel, LiveOptions options)
    {
        kestrel.Listen(options.Listen);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = SmallBody;
        kestrel.Limits.MaxConcurrentConnections = 256;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1000, gracePeriod: TimeSpan.FromSeconds(10));
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1000, gracePeriod: TimeSpan.FromSeconds(10));
    }
}
