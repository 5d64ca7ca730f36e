using StyleForge.Engine.Codecs;
using StyleForge.Hosting;
using StyleForge.Hosting.Download;
using StyleForge.Models.Networks;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>A folder with small pictures and the whole program over it: real planner, real engine, captured streams.</summary>
internal sealed class Studio : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly CancellationTokenSource _interruption = new();

    public Studio()
    {
        Draw("content.png", 48, 36, (x, y) => (x * 5, y * 7, (x / 6) + (y / 6) % 2 == 0 ? 220 : 40));
        Draw("style.png", 40, 40, (x, y) => (128 + (int)(120 * Math.Sin((x + y) * 0.7)), 128 + (int)(120 * Math.Cos(x * 0.5)), 60 + y));
    }

    public string Folder => _folder.Path;

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    /// <summary>Every file below the folder, with / between folders.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    /// <summary>Called with everything that is written to standard error, so that a test can interrupt at a certain line.</summary>
    public void InterruptWhen(Func<string, bool> condition) => Watching = condition;

    private Func<string, bool>? Watching { get; set; }

    public string File(string name) => Path.Combine(Folder, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), text);
    }

    public void Draw(string name, int width, int height, Func<int, int, (int Red, int Green, int Blue)> colour)
    {
        var image = new ImageData(width, height, PixelFormat.Rgb, 8);
        for (var i = 0; i < width * height; i++)
        {
            var (red, green, blue) = colour(i % width, i / width);
            (image.Samples[i * 3], image.Samples[(i * 3) + 1], image.Samples[(i * 3) + 2]) = ((byte)red, (byte)green, (byte)blue);
        }

        ImageCodecs.Default.Write(File(name), image);
    }

    public int Run(params string[] arguments) => CommandLine.Run(arguments, new HostEnvironment
    {
        Output = _output,
        Error = TextWriter.Synchronized(new WatchedWriter(_error, text =>
        {
            if (Watching?.Invoke(text) == true)
            {
                _interruption.Cancel();
            }
        })),
        Terminal = null,
        Width = 100,
        WorkingDirectory = Folder,
        ApplicationFolder = Path.Combine(TestData.Repository, "no-such-folder"),
        HomeFolder = Folder,
        Variables = new Dictionary<string, string>(),
        Time = TimeProvider.System,
        ReadHeader = ImageCodecs.Default.ReadHeader,
        Run = HostEnvironment.RunEngine,
        PreviewMemory = HostEnvironment.PreviewEngine,
        Networks = NetworkCatalogue.All,
        RunProgram = (_, _) => Task.FromResult<ProgramResult?>(null),
        Download = DownloadOptions.Default,
        Interrupted = _interruption.Token,
    });

    /// <summary>Renders the small pictures quickly, unless told otherwise: at layers that pictures of 24 pixels reach.</summary>
    public int Render(string output, params string[] more)
    {
        string[] quick =
        [
            "--size", "48", "--minimum-size", "24", "--iterations", "4", "--first-iterations", "6",
            "--content-layers", "relu2_2", "--style-layers", "relu1_1,relu2_1,relu3_1",
        ];
        var defaults = quick.Chunk(2).Where(pair => !more.Contains(pair[0])).SelectMany(pair => pair);
        return Run(["render", "content.png", "--style", "style.png", "-o", output, .. defaults, .. more]);
    }

    public void Dispose()
    {
        _interruption.Dispose();
        _folder.Dispose();
    }

    private sealed class WatchedWriter(StringWriter inner, Action<string> watch) : TextWriter
    {
        public override System.Text.Encoding Encoding => inner.Encoding;

        public override void Write(char value) => inner.Write(value);

        public override void WriteLine(string? value)
        {
            inner.WriteLine(value);
            watch(value ?? "");
        }
    }
}
