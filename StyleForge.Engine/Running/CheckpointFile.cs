using System.Security.Cryptography;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Running;

/// <summary>The file that keeps the state of a render.</summary>
/// <remarks>
/// <para>In order: the line <c>StyleForge checkpoint 1</c>, whose number is that of this form; the <see cref="CheckpointOrigin"/>; what
/// <see cref="Checkpoint"/> and <see cref="LevelState"/> exchange, which ends with the optimiser's own; and 32 bytes, the SHA-256 of everything
/// before. Numbers lie least byte first, texts are UTF-8 after their length in four bytes, and nothing is compressed: the vectors that fill
/// the file are noise to a compressor.</para>
/// <para>Nothing in it says how long a vector is: whoever reads has made the same plan, and knows.</para>
/// </remarks>
internal static class CheckpointFile
{
    private const int BufferBytes = 1 << 20;

    private static ReadOnlySpan<byte> FirstLine => "StyleForge checkpoint 1\n"u8;

    /// <summary>Writes or replaces a checkpoint, aside first; its folder is made where it is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">What it is of.</param>
    /// <param name="exchange">Writes the state.</param>
    /// <exception cref="IOException">It cannot be written; what was there before still is.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be made.</exception>
    public static void Write(string path, CheckpointOrigin origin, Action<StateExchange> exchange)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, file =>
        {
            using var sum = SHA256.Create();
            using (var state = StateExchange.To(new CryptoStream(file, sum, CryptoStreamMode.Write, leaveOpen: true)))
            {
                state.Exchange<byte>(FirstLine.ToArray());
                CheckpointOrigin.Exchange(state, origin);
                exchange(state);
            }

            file.Write(sum.Hash!);
        });
    }

    /// <summary>Opens a checkpoint if a render can go on from it. All of it is read once before any of it is believed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">What the render is of.</param>
    /// <param name="mostBytes">The most that a checkpoint of the render can have; a larger file is not read.</param>
    /// <param name="problem">Why not, in a clause that follows the file's name; null where there is none at all, or all is well.</param>
    /// <returns>The state after the origin, for the caller to dispose; null where the render must begin anew.</returns>
    public static StateExchange? Open(string path, CheckpointOrigin origin, long mostBytes, out string? problem)
    {
        problem = null;
        if (!Path.Exists(path))
        {
            return null;
        }

        StateExchange? state = null;
        try
        {
            var file = PlainFile.OpenRead(path);
            state = StateExchange.From(file);
            problem = Damage(file, mostBytes);
            if (problem is null)
            {
                file.Position = FirstLine.Length;
                problem = CheckpointOrigin.Exchange(state).Hindrance(origin);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            problem = failure is FileReadException refusal ? refusal.Problem : $"cannot be read: {failure.Message.TrimEnd('.')}";
        }

        if (problem is null)
        {
            return state;
        }

        state?.Dispose();
        return null;
    }

    /// <summary>What a checkpoint says it is of, which nobody has checked; null where there is none that can be read.</summary>
    public static CheckpointOrigin? OriginOf(string path)
    {
        try
        {
            using var state = StateExchange.From(PlainFile.OpenRead(path));
            var first = new byte[FirstLine.Length];
            state.Exchange<byte>(first);
            return first.AsSpan().SequenceEqual(FirstLine) ? CheckpointOrigin.Exchange(state) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null; // The render says what is wrong with it.
        }
    }

    private static string? Damage(FileStream file, long mostBytes)
    {
        var left = file.Length - SHA256.HashSizeInBytes;
        var buffer = new byte[BufferBytes];
        var first = buffer.AsSpan(0, FirstLine.Length);
        if (file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) < first.Length || !first.SequenceEqual(FirstLine))
        {
            return "is no checkpoint of this form";
        }

        if (file.Length > mostBytes)
        {
            return "is larger than a checkpoint of this picture can be";
        }

        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        file.Position = 0;
        while (left > 0 && file.Read(buffer, 0, (int)Math.Min(left, buffer.Length)) is > 0 and var read)
        {
            sum.AppendData(buffer, 0, read);
            left -= read;
        }

        var kept = buffer.AsSpan(0, SHA256.HashSizeInBytes);
        return file.ReadAtLeast(kept, kept.Length, throwOnEndOfStream: false) == kept.Length && kept.SequenceEqual(sum.GetHashAndReset()) ? null : "is damaged";
    }
}
