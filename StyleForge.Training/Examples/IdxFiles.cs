using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Files;

namespace StyleForge.Training.Examples;

/// <summary>
/// Reads idx files as LeCun, Cortes and Burges described them for MNIST: two zeros, a byte for the type, one for the number of dimensions, the extents
/// in four bytes each, the highest first, and then the numbers. Packed by gzip or not.
/// </summary>
internal static class IdxFiles
{
    /// <summary>How the names of files to train on begin.</summary>
    public const string Training = "train";

    /// <summary>How the names of files to test with begin.</summary>
    public const string Test = "t10k";

    private const byte Bytes = 0x08;
    private const long MostNumbers = int.MaxValue;

    /// <summary>True where a folder holds such files.</summary>
    public static bool AreIn(string folder, string set = Training) => Find(folder, set, "images") is not null || Find(folder, set, "labels") is not null;

    /// <summary>Reads the pictures and labels of a set.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="set">How their names begin.</param>
    /// <param name="options">How to read them.</param>
    /// <param name="known">The classes that there may be; null for any.</param>
    /// <exception cref="ExampleException">They cannot be used.</exception>
    public static ExampleSet Read(string folder, string set, ExampleOptions options, IReadOnlyList<string>? known)
    {
        var images = Find(folder, set, "images") ?? throw Missing(folder, set, "images", "labels");
        var (extents, numbers) = ReadFile(images, 3);
        var (labelExtents, labels) = ReadFile(Find(folder, set, "labels") ?? throw Missing(folder, set, "labels", "images"), 1);
        if (labelExtents[0] != extents[0])
        {
            throw new ExampleException([string.Create(CultureInfo.InvariantCulture, $"{folder} has {extents[0]} pictures in {Path.GetFileName(images)}, but {labelExtents[0]} labels: there must be a label for each.")]);
        }

        var values = labels.Distinct().Order().ToArray();
        string NameOf(byte value) => value < options.LabelNames.Count ? options.LabelNames[value] : value.ToString(CultureInfo.InvariantCulture);
        if (options.LabelNames.Count > 0 && values[^1] >= options.LabelNames.Count)
        {
            throw new ExampleException([string.Create(CultureInfo.InvariantCulture, $"{folder} has labels up to {values[^1]}, but {options.LabelNames.Count} names were given: give one for each from 0.")]);
        }

        string[] classes = known is null ? [.. values.Select(NameOf)] : [.. known];
        if (classes.Length < 2)
        {
            throw new ExampleException([$"{folder} has one class only, '{classes[0]}': there must be two or more."]);
        }

        var places = values.ToDictionary(value => value, value => ClassFolders.IndexOf(classes, NameOf(value)));
        if (values.Where(value => places[value] < 0).ToArray() is [var stranger, ..])
        {
            throw new ExampleException([string.Create(CultureInfo.InvariantCulture, $"{folder} has the label {stranger} in its {set} files, which is not trained: the classes are {string.Join(", ", classes)}.")]);
        }

        var (height, width) = (extents[1], extents[2]);
        var (rows, columns) = options.Side is { } side ? (side, side) : (height, width);
        var examples = new Example[extents[0]];
        for (var number = 0; number < examples.Length; number++)
        {
            var picture = numbers.AsSpan(number * height * width, height * width);
            var plane = (rows, columns) == (height, width) ? picture.ToArray() : Resize(picture, width, height, columns, rows);
            examples[number] = new Example(
                string.Create(CultureInfo.InvariantCulture, $"{set} {number}"), places[labels[number]], options.Channels == 1 ? plane : [.. Enumerable.Repeat(plane, options.Channels).SelectMany(own => own)]);
        }

        return new ExampleSet(classes, [1, options.Channels, rows, columns], arePictures: true, examples);
    }

    private static byte[] Resize(ReadOnlySpan<byte> picture, int width, int height, int newWidth, int newHeight)
    {
        var plane = new float[picture.Length];
        for (var i = 0; i < plane.Length; i++)
        {
            plane[i] = picture[i] / (float)byte.MaxValue;
        }

        return [.. Resampler.ResizePlane(plane, width, height, newWidth, newHeight, ResampleFilter.Lanczos3).Select(PictureLoading.Level)];
    }

    private static string? Find(string folder, string set, string what) =>
        Directory.EnumerateFiles(folder, $"{set}-{what}*idx*").Order(StringComparer.Ordinal).FirstOrDefault();

    private static (int[] Extents, byte[] Numbers) ReadFile(string path, int dimensions)
    {
        using var file = PlainFile.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        try
        {
            var header = new byte[4 + (4 * dimensions)];
            stream.ReadExactly(header.AsSpan(0, 4));
            if (header is not [0, 0, Bytes, var count, ..] || count != dimensions)
            {
                throw Wrong(path, string.Create(CultureInfo.InvariantCulture, $"does not begin like an idx file of bytes in {dimensions} {(dimensions == 1 ? "dimension" : "dimensions")}"));
            }

            stream.ReadExactly(header.AsSpan(4));
            uint[] extents = [.. Enumerable.Range(1, dimensions).Select(place => BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 * place)))];
            var numbers = extents.Aggregate((UInt128)1, (product, extent) => product * extent);
            if (numbers == 0 || numbers > (UInt128)MostNumbers)
            {
                throw Wrong(path, $"says that it holds {string.Join('×', extents)} numbers, but they must be 1 to {MostNumbers}");
            }

            return ([.. extents.Select(extent => (int)extent)], ReadNumbers(stream, (int)numbers, path));
        }
        catch (EndOfStreamException)
        {
            throw Wrong(path, "ends within its numbers");
        }
        catch (InvalidDataException)
        {
            throw Wrong(path, "is damaged where it is packed");
        }
    }

    // A piece at a time, lest a short file that claims much takes memory for all of it.
    private static byte[] ReadNumbers(Stream stream, int count, string path)
    {
        const int piece = 1 << 20;
        var numbers = new byte[Math.Min(piece, count)];
        for (var done = 0; done < count;)
        {
            if (done == numbers.Length)
            {
                Array.Resize(ref numbers, (int)Math.Min(count, 2L * numbers.Length));
            }

            stream.ReadExactly(numbers.AsSpan(done));
            done = numbers.Length;
        }

        return stream.ReadByte() < 0 ? numbers : throw Wrong(path, "goes on after its numbers");
    }

    private static ExampleException Missing(string folder, string set, string what, string other) =>
        new([$"{folder} has no {set}-{what}-idx file beside its {set}-{other}: pictures and labels belong together."]);

    private static ExampleException Wrong(string path, string problem) => new([$"{path} {problem}: download or copy it again."]);
}
