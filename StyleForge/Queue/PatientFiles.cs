using Polly;
using Polly.Retry;
using StyleForge.Models.Files;

namespace StyleForge.Queue;

/// <summary>Files whose faults may pass: what fails is tried again, a few times.</summary>
/// <param name="files">The files.</param>
/// <param name="options">How often and how long.</param>
/// <param name="time">Measures the pauses.</param>
internal sealed class PatientFiles(IQueueFiles files, DiskRetryOptions options, TimeProvider time) : IQueueFiles
{
    private readonly ResiliencePipeline _pipeline = Pipeline(options, options.Attempts, time, _ => { });

    /// <summary>True for a fault of the disk that may pass, as opposed to an answer: that a file is not there, say.</summary>
    public static bool MayPass(Exception failure) => failure
        is UnauthorizedAccessException
        or (IOException and not FileNotFoundException and not DirectoryNotFoundException and not PathTooLongException);

    /// <summary>Tries again what fails by a fault that may pass.</summary>
    /// <param name="options">The pauses.</param>
    /// <param name="attempts">How often.</param>
    /// <param name="time">Measures the pauses.</param>
    /// <param name="told">Is told each fault.</param>
    public static ResiliencePipeline Pipeline(DiskRetryOptions options, int attempts, TimeProvider time, Action<Exception> told) => attempts == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } failure && MayPass(failure)),
                MaxRetryAttempts = attempts,
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.Delay,
                MaxDelay = options.LongestDelay,
                OnRetry = arguments =>
                {
                    told(arguments.Outcome.Exception!);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    /// <summary>Writes or replaces a file so that its name holds the old contents or all of the new.</summary>
    /// <param name="path">The file.</param>
    /// <param name="contents">All of it.</param>
    /// <param name="isLasting">True to have it on the disk before it takes the name.</param>
    /// <exception cref="DirectoryNotFoundException">Its folder is not there, or not any more.</exception>
    public void Replace(string path, byte[] contents, bool isLasting = true)
    {
        var folder = Path.GetDirectoryName(path)!;
        var aside = Path.Combine(folder, AtomicFile.TemporaryPrefix + Path.GetRandomFileName());
        Write(aside, stream => stream.Write(contents), isLasting);
        // Gone from a folder that is there, it has the name already: the answer to the first try was lost.
        if (MoveFile(aside, path) == MoveResult.Gone && Look(folder) is null)
        {
            throw new DirectoryNotFoundException($"The folder of {path} is not there any more.");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<QueueEntry> List(string folder) => _pipeline.Execute(() => files.List(folder));

    /// <inheritdoc/>
    public QueueEntry? Look(string path) => _pipeline.Execute(() => files.Look(path));

    /// <inheritdoc/>
    public byte[]? Read(string path) => _pipeline.Execute(() => files.Read(path));

    /// <inheritdoc/>
    public void MakeFolder(string path) => _pipeline.Execute(() => files.MakeFolder(path));

    /// <inheritdoc/>
    public void Write(string path, Action<Stream> write, bool isLasting) => _pipeline.Execute(() => files.Write(path, write, isLasting));

    /// <inheritdoc/>
    public void AppendLine(string path, ReadOnlyMemory<byte> line) => _pipeline.Execute(() => files.AppendLine(path, line));

    /// <inheritdoc/>
    public MoveResult MoveFile(string from, string to) => _pipeline.Execute(() => files.MoveFile(from, to));

    /// <inheritdoc/>
    public MoveResult MoveFolder(string from, string to) => _pipeline.Execute(() => files.MoveFolder(from, to));

    /// <inheritdoc/>
    public void Delete(string path) => _pipeline.Execute(() => files.Delete(path));

    /// <inheritdoc/>
    public bool IsBeingWritten(string path) => _pipeline.Execute(() => files.IsBeingWritten(path));
}
