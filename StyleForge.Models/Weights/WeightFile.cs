using System.Security.Cryptography;
using StyleForge.Models.Files;
using StyleForge.Models.Tensors;

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
    /// <returns>
    /// The tensors; the caller disposes them. Tensors of whole numbers, which count batches and the like, of types that are not read and without
    /// elements are left out: <see cref="WeightSet.LeftOut"/> names them.
    /// </returns>
    /// <exception cref="WeightFormatException">The file cannot be used; the sentence says why and how to mend it.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WeightSet Read(string path, WeightLimits? limits = null, Predicate<string>? keep = null)
    {
        using var stream = Open(path);
        return Read(stream, path, limits, keep);
    }

    /// <summary>Reads the floating-point tensors of a weight file that a look at all of their names chooses: otherwise as the other.</summary>
    /// <exception cref="WeightFormatException">The file cannot be used; the sentence says why and how to mend it.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WeightSet Read(string path, WeightLimits? limits, WeightSelection select)
    {
        using var stream = Open(path);
        return Read(stream, path, limits, select);
    }

    /// <summary>Reads the floating-point tensors of weights that lie elsewhere than in a file, such as in an assembly.</summary>
    /// <param name="stream">The bytes, read from the beginning; must be able to seek, and stays open.</param>
    /// <param name="origin">What messages call it.</param>
    /// <param name="limits">How much is believed before memory is taken; null for <see cref="WeightLimits.Default"/>.</param>
    /// <param name="keep">Which tensors are wanted, by name; null for all.</param>
    /// <returns>The tensors; the caller disposes them.</returns>
    /// <exception cref="WeightFormatException">The bytes cannot be used; the sentence says why and how to mend it.</exception>
    public static WeightSet Read(Stream stream, string origin, WeightLimits? limits = null, Predicate<string>? keep = null) =>
        Read(stream, origin, limits, names => names.Where(name => keep is null || keep(name)).ToHashSet(StringComparer.Ordinal));

    private static WeightSet Read(Stream stream, string origin, WeightLimits? limits, WeightSelection select)
    {
        var source = new WeightSource(origin, stream, limits ?? WeightLimits.Default);
        if (stream.Length == 0)
        {
            throw source.Wrong("is empty; download or copy it again");
        }

        if (stream.Length > source.Limits.FileBytes)
        {
            throw source.Wrong($"has {stream.Length} bytes, more than the {source.Limits.FileBytes} that a weight file may have");
        }

        var content = ReadContent(source, select);
        try
        {
            if (content.Tensors.Count + content.Passed.Count == 0 && content.LeftOut.Count > 0)
            {
                var (name, what) = content.LeftOut.First();
                throw source.Wrong($"holds no weights: '{name}' has {what}; save it as float32, float16, bfloat16 or float64");
            }

            stream.Position = 0;
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
            return new WeightSet(origin, sha256, EncoderWeights.MakePlain(content.Tensors), content.Metadata, content.Passed, content.LeftOut);
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
    /// <param name="asHalf">True to round the numbers to float16.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OverflowException">A number is too large for float16; the sentence names it.</exception>
    public static void Write(string path, WeightSet weights, IReadOnlyDictionary<string, string>? metadata = null, bool asHalf = false) =>
        Write(path, [.. weights.Names.Select(name => (name, weights[name]))], metadata ?? weights.Metadata, asHalf);

    /// <summary>Writes tensors as safetensors: aside first, then renamed, so that a reader never sees half a file.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="tensors">Names and tensors; all names differ.</param>
    /// <param name="metadata">What the file says about itself; may be empty.</param>
    /// <param name="asHalf">True to round the numbers to float16.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OverflowException">A number is too large for float16; the sentence names it.</exception>
    public static void Write(
        string path, IReadOnlyList<(string Name, Tensor<float> Tensor)> tensors, IReadOnlyDictionary<string, string> metadata, bool asHalf = false) =>
        AtomicFile.Write(path, stream => SafetensorsWriter.Write(stream, tensors, metadata, asHalf));

    /// <summary>What kind of file it is, in words: <c>safetensors</c>, <c>PyTorch (zip)</c> or <c>PyTorch (before 1.6)</c>.</summary>
    /// <exception cref="WeightFormatException">It is none of them.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string FormatOf(string path)
    {
        using var stream = Open(path);
        var head = ReadHead(stream);
        return WeightFileKinds.Recognise(head) switch
        {
            WeightFileKind.Safetensors => "safetensors",
            WeightFileKind.Zip => "PyTorch (zip)",
            WeightFileKind.Pickle => "PyTorch (before 1.6)",
            _ => throw new WeightFormatException($"'{path}' {WeightFileKinds.Complaint(head)}."),
        };
    }

    /// <summary>Refuses a file of another kind by how it begins, as <see cref="Read(string, WeightLimits, Predicate{string})"/> would.</summary>
    /// <param name="head">The first bytes; 512 are enough.</param>
    /// <param name="origin">What the sentence calls it.</param>
    /// <exception cref="WeightFormatException">It is no weight file.</exception>
    public static void RefuseOthers(ReadOnlySpan<byte> head, string origin)
    {
        if (WeightFileKinds.Recognise(head) == WeightFileKind.Unknown)
        {
            throw new WeightFormatException($"'{origin}' {WeightFileKinds.Complaint(head)}.");
        }
    }

    private static byte[] ReadHead(Stream stream)
    {
        var head = new byte[Math.Min(512, stream.Length)];
        stream.Position = 0;
        stream.ReadExactly(head);
        stream.Position = 0;
        return head;
    }

    private static FileStream Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new WeightFormatException($"'{path}' is a folder, not a weight file; name the file in it.");
        }

        if (PlainFile.KindOfOther(path) is { } other)
        {
            throw new WeightFormatException($"'{path}' is {other}, and weights are read more than once; save them as a file first.");
        }

        return File.Exists(path)
            ? PlainFile.OpenRead(path, bufferSize: 1 << 16)
            : throw new FileNotFoundException($"There is no weight file '{path}'.", path);
    }

    private static WeightContent ReadContent(WeightSource source, WeightSelection select)
    {
        var head = ReadHead(source.Stream);
        return WeightFileKinds.Recognise(head) switch
        {
            WeightFileKind.Safetensors => SafetensorsReader.Read(source, select),
            WeightFileKind.Zip => TorchZipReader.Read(source, select),
            WeightFileKind.Pickle => TorchLegacyReader.Read(source, select),
            _ => throw source.Wrong(WeightFileKinds.Complaint(head)),
        };
    }
}
