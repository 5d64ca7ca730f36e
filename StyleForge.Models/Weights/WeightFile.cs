using System.Security.Cryptography;

namespace StyleForge.Models.Weights;

/// <summary>
/// Reads weight files of any known format, told apart by their content and never by their name, and writes safetensors.
/// Nothing in a file is executed.
/// </summary>
public static class WeightFile
{
    /// <summary>Reads the floating-point tensors of a weight file as float32.</summary>
    /// <param name="path">The file: safetensors, or what PyTorch's <c>torch.save</c> writes (its zip form or its older one).</param>
    /// <param name="limits">How much is believed before memory is taken; null for <see cref="WeightLimits.Default"/>.</param>
    /// <param name="keep">Which tensors are wanted, by name; no memory is taken for the others. Null for all.</param>
    /// <returns>The tensors; the caller disposes them. Tensors of whole numbers, which count batches and the like, are left out.</returns>
    /// <exception cref="WeightFormatException">The file cannot be used; the sentence says why and how to mend it.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WeightSet Read(string path, WeightLimits? limits = null, Predicate<string>? keep = null)
    {
        limits ??= WeightLimits.Default;
        keep ??= _ => true;
        using var stream = Open(path, limits);
        var source = new WeightSource(path, stream, limits);
        var content = Read(source, keep);
        try
        {
            stream.Position = 0;
            return new WeightSet(path, Convert.ToHexStringLower(SHA256.HashData(stream)), content.Tensors, content.Metadata);
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>Writes a set as safetensors: aside first, then renamed, so that a reader never sees half a file.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="weights">The tensors.</param>
    /// <param name="metadata">What the file says about itself; null for the set's own.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, WeightSet weights, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var aside = path + ".part";
        try
        {
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
            {
                SafetensorsWriter.Write(stream, [.. weights.Names.Select(name => (name, weights[name]))], metadata ?? weights.Metadata);
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    private static FileStream Open(string path, WeightLimits limits)
    {
        if (Directory.Exists(path))
        {
            throw new WeightFormatException($"'{path}' is a folder, not a weight file; name the file in it.");
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no weight file '{path}'.", path);
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            if (stream.Length == 0)
            {
                throw new WeightFormatException($"'{path}' is empty; download or copy it again.");
            }

            if (stream.Length > limits.FileBytes)
            {
                throw new WeightFormatException($"'{path}' has {stream.Length} bytes, more than the {limits.FileBytes} that a weight file may have.");
            }

            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static WeightContent Read(WeightSource source, Predicate<string> keep)
    {
        var head = new byte[Math.Min(512, source.Stream.Length)];
        source.Stream.ReadExactly(head);
        source.Stream.Position = 0;
        switch (WeightFileKinds.Recognise(head))
        {
            case WeightFileKind.Safetensors:
                return SafetensorsReader.Read(source, keep);
            case WeightFileKind.Zip:
                return TorchZipReader.Read(source, keep);
            case WeightFileKind.Pickle:
                return TorchLegacyReader.Read(source, keep);
            default:
                throw source.Wrong(WeightFileKinds.Complaint(head));
        }
    }
}
