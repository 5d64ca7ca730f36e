using System.Security.Cryptography;
using StyleForge.Models.Files;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights.Darknet;
using StyleForge.Models.Weights.Onnx;
using StyleForge.Models.Weights.TensorFlowJs;

namespace StyleForge.Models.Weights;

/// <summary>
/// Reads weight files of any known format, told apart by their content and never by their name, and writes safetensors.
/// Nothing in a file is executed.
/// </summary>
public static class WeightFile
{
    /// <summary>Reads the floating-point tensors of a weight file as float32.</summary>
    /// <param name="path">
    /// The file: safetensors, what PyTorch's <c>torch.save</c> writes (its zip form or its older one), an ONNX model, the JSON of TensorFlow.js or Darknet's
    /// weights, the last two with what belongs to them in the same folder.
    /// </param>
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
        var source = WeightSource.Open(path, limits);
        using (source.Stream)
        {
            return Read(source, Keep(keep));
        }
    }

    /// <summary>Reads the floating-point tensors of a weight file that a look at all of their names chooses: otherwise as the other.</summary>
    /// <exception cref="WeightFormatException">The file cannot be used; the sentence says why and how to mend it.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WeightSet Read(string path, WeightLimits? limits, WeightSelection select)
    {
        var source = WeightSource.Open(path, limits);
        using (source.Stream)
        {
            return Read(source, select);
        }
    }

    /// <summary>Reads the floating-point tensors of weights that lie elsewhere than in a file, such as in an assembly.</summary>
    /// <param name="stream">The bytes, read from the beginning; must be able to seek, and stays open.</param>
    /// <param name="origin">What messages call it.</param>
    /// <param name="limits">How much is believed before memory is taken; null for <see cref="WeightLimits.Default"/>.</param>
    /// <param name="keep">Which tensors are wanted, by name; null for all.</param>
    /// <returns>The tensors; the caller disposes them.</returns>
    /// <exception cref="WeightFormatException">The bytes cannot be used; the sentence says why and how to mend it.</exception>
    public static WeightSet Read(Stream stream, string origin, WeightLimits? limits = null, Predicate<string>? keep = null) =>
        Read(new WeightSource(origin, stream, limits ?? WeightLimits.Default), Keep(keep));

    /// <summary>Reads the floating-point tensors of an open source that a look at all of their names chooses: otherwise as the others.</summary>
    internal static WeightSet Read(WeightSource source, WeightSelection select)
    {
        var stream = source.Stream;
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

            return new WeightSet(source.Path, Sha256(source, content.Shards), EncoderWeights.MakePlain(content.Tensors), content.Metadata, content.Passed, content.LeftOut);
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>True for a file that can hold weights: by how it begins, a JSON file by all of it.</summary>
    internal static bool IsOne(WeightSource source)
    {
        var kind = WeightFileKinds.Recognise(ReadHead(source.Stream));
        if (kind != WeightFileKind.Json)
        {
            return kind != WeightFileKind.Unknown;
        }

        try
        {
            TensorFlowJsReader.ReadModel(source);
            return true;
        }
        catch (WeightFormatException)
        {
            return false; // The answer that was asked for.
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

    /// <summary>What kind of file it is, in words: <c>safetensors</c>, <c>PyTorch (zip)</c>, <c>PyTorch (before 1.6)</c>, <c>ONNX</c>, <c>TensorFlow.js</c> or <c>Darknet</c>.</summary>
    /// <exception cref="WeightFormatException">It is none of them.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string FormatOf(string path)
    {
        using var stream = WeightSource.Open(path).Stream;
        var head = ReadHead(stream);
        return WeightFileKinds.Recognise(head) switch
        {
            WeightFileKind.Safetensors => "safetensors",
            WeightFileKind.Zip => "PyTorch (zip)",
            WeightFileKind.Pickle => "PyTorch (before 1.6)",
            WeightFileKind.Onnx => "ONNX",
            WeightFileKind.Json => "TensorFlow.js",
            WeightFileKind.Darknet => "Darknet",
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

    private static WeightSelection Keep(Predicate<string>? keep) => names => names.Where(name => keep is null || keep(name)).ToHashSet(StringComparer.Ordinal);

    // Where a part of the file lies beside it, of all of its bytes, as of one file.
    private static string Sha256(WeightSource source, IReadOnlyList<string> shards)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        source.Stream.Position = 0;
        Append(source.Stream);
        foreach (var shard in shards)
        {
            using var stream = source.OpenBeside(shard);
            Append(stream);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(Stream stream)
        {
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
            }
        }
    }

    private static WeightContent ReadContent(WeightSource source, WeightSelection select)
    {
        var head = ReadHead(source.Stream);
        return WeightFileKinds.Recognise(head) switch
        {
            WeightFileKind.Safetensors => SafetensorsReader.Read(source, select),
            WeightFileKind.Zip => TorchZipReader.Read(source, select),
            WeightFileKind.Pickle => TorchLegacyReader.Read(source, select),
            WeightFileKind.Onnx => OnnxReader.Read(source, select),
            WeightFileKind.Json => TensorFlowJsReader.Read(source, select),
            WeightFileKind.Darknet => DarknetReader.Read(source, select),
            _ => throw source.Wrong(WeightFileKinds.Complaint(head)),
        };
    }
}
