using StyleForge.Engine.Codecs;
using StyleForge.Models.Files;

namespace StyleForge.Hosting;

/// <summary>
/// Reads what can be read only once — standard input, and the pipes of <c>&lt;(…)</c> — as a whole, so that from then on it is a
/// file like others. A request to end is heard while nothing comes.
/// </summary>
/// <param name="environment">Opens standard input, and hears requests to end.</param>
internal sealed class HandedOverFiles(HostEnvironment environment)
{
    private const int Piece = 1 << 16;

    /// <summary>The path of what people typed: <see cref="StandardStreams.InputPath"/> for a dash.</summary>
    public static string PathOf(string typed) => typed == StandardStreams.Argument ? StandardStreams.InputPath : typed;

    /// <summary>An environment that reads these pictures whether they are files or not.</summary>
    /// <param name="environment">Its working directory is where the paths start.</param>
    /// <param name="paths">Paths as <see cref="PathOf"/> gives them.</param>
    /// <exception cref="CommandFailure">Standard input is asked for twice, is none, or something is too long.</exception>
    /// <exception cref="OperationCanceledException">A request to end came before the end of the file.</exception>
    public static HostEnvironment Hold(HostEnvironment environment, IEnumerable<string> paths)
    {
        var files = new HandedOverFiles(environment);
        string[] full = [.. paths.Select(path => Path.GetFullPath(path, environment.WorkingDirectory))];
        RequireOneReader(full);
        var codecs = environment.Codecs;
        foreach (var path in full.Distinct())
        {
            if (files.Read(path, ImageLimits.Default.MaximumBytes) is { } file)
            {
                codecs = codecs.Holding(path, file);
            }
        }

        return codecs == environment.Codecs ? environment : environment with { Codecs = codecs, ReadHeader = codecs.ReadHeader };
    }

    /// <summary>Says where standard input is asked for more than once.</summary>
    /// <exception cref="CommandFailure">It is.</exception>
    public static void RequireOneReader(IEnumerable<string> paths)
    {
        if (paths.Count(path => path == StandardStreams.InputPath) is > 1 and var times)
        {
            throw new CommandFailure($"Standard input is asked for {times} times, but can be read only once: save it as a file, and name that.");
        }
    }

    /// <summary>All bytes of what was handed over; null where the path is one to be opened as usual.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="most">How many bytes there may be.</param>
    /// <exception cref="CommandFailure">Standard input is a terminal or closed, cannot be read, or there is too much.</exception>
    /// <exception cref="OperationCanceledException">A request to end came before the end of the file.</exception>
    public byte[]? Read(string path, long most)
    {
        if (path == StandardStreams.InputPath)
        {
            var input = environment.OpenInput() ?? throw new CommandFailure("Standard input is a terminal, or closed: hand the file over with a pipe or with '<'.");
            return ReadWhole(input, "Standard input", most);
        }

        return StandardStreams.IsHandedOver(path) && PlainFile.KindOfOther(path) == PlainFile.Pipe
            ? ReadWhole(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), path, most)
            : null;
    }

    // Nobody can be woken from waiting for a pipe: where the wish to end comes first, the thread that waits is left behind.
    private byte[] ReadWhole(Stream stream, string name, long most)
    {
        var reading = Task.Run(() =>
        {
            using var whole = new MemoryStream();
            using (stream)
            {
                var piece = new byte[Piece];
                while (whole.Length <= most && stream.Read(piece) is > 0 and var count)
                {
                    whole.Write(piece, 0, count);
                }
            }

            return whole.ToArray();
        });
        try
        {
            reading.Wait(environment.Interrupted);
        }
        catch (AggregateException failure) when (failure.InnerException is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{name} cannot be read: {failure.InnerException.Message.TrimEnd('.')}.", ExitCodes.Wrong, failure.InnerException);
        }

        return reading.Result.Length <= most ? reading.Result : throw new CommandFailure($"{name} has more than {most} bytes, which are the most that are allowed.");
    }
}
