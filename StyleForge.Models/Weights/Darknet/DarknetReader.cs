using System.Buffers.Binary;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Weights.Darknet;

/// <summary>
/// Reads Darknet's weights: a version, how many pictures were seen, then the numbers of one layer after the other, as float32. Which layers these are
/// says the configuration beside it, <c>yolo.cfg</c> for <c>yolo.weights</c>. Of a convolution there are biases, with batch normalisation its scales,
/// means and variances, then the weights. What there is must be the layers' to the last number.
/// </summary>
/// <remarks>Darknet divides by <c>√variance + 1e-6</c>. The variances that are given are those whose root that is, so that nothing needs to be added to them.</remarks>
internal static class DarknetReader
{
    /// <summary>Reads the tensors that are wanted.</summary>
    public static WeightContent Read(WeightSource source, WeightSelection select)
    {
        var stream = source.Stream;
        stream.Position = 0;
        Span<byte> head = stackalloc byte[12];
        stream.ReadExactly(head);
        var begin = BinaryPrimitives.ReadInt32LittleEndian(head[4..]) >= 2 ? 20 : 16;
        var layers = ReadLayers(source);
        var tensors = layers.SelectMany(layer => layer.Tensors).ToList();
        var needed = begin + tensors.Aggregate((Int128)0, (bytes, tensor) => bytes + (sizeof(float) * tensor.Extents.Aggregate((Int128)1, (product, extent) => product * extent)));
        if (needed != stream.Length)
        {
            throw source.Wrong($"has {stream.Length} bytes, but the layers of '{ConfigurationOf(source)}' take {needed}: one of the two is another network's, or damaged");
        }

        var names = tensors.ConvertAll(tensor => tensor.Name);
        var content = new WeightContent(source);
        try
        {
            var wanted = select(names);
            content.Passed = names.FindAll(name => !wanted.Contains(name));
            var place = (long)begin;
            foreach (var tensor in tensors)
            {
                if (wanted.Contains(tensor.Name))
                {
                    var read = new Tensor<float>(content.Claim(tensor.Name, [.. tensor.Extents]));
                    stream.Position = place;
                    ElementType.Float32.Read(stream, bigEndian: false, read.Span);
                    if (tensor.Name.EndsWith("rolling_variance", StringComparison.Ordinal))
                    {
                        foreach (ref var variance in read.Span)
                        {
                            var root = Math.Sqrt(variance) + 1e-6;
                            variance = (float)(root * root);
                        }
                    }

                    content.Add(tensor.Name, read);
                }

                place += tensor.Extents.Aggregate((long)sizeof(float), (bytes, extent) => bytes * extent);
            }

            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>Reads the layers of the configuration beside a weight file.</summary>
    /// <exception cref="WeightFormatException">There is none, or it cannot be read; the sentence says why, with its line.</exception>
    public static IReadOnlyList<DarknetLayer> ReadLayers(WeightSource source) => DarknetLayers.Of(ReadSections(source));

    /// <summary>Reads the sections of the configuration beside a weight file. One that is published with weights need not lie there: it comes with the program.</summary>
    /// <exception cref="WeightFormatException">There is none, or it cannot be read; the sentence says why, with its line.</exception>
    public static IReadOnlyList<DarknetSection> ReadSections(WeightSource source)
    {
        var name = ConfigurationOf(source);
        using var stream = Open();
        return DarknetConfiguration.Read(stream, name, source.Limits);

        Stream Open()
        {
            try
            {
                return source.OpenBeside(name);
            }
            catch (WeightFormatException) when (DarknetConfiguration.Known(name) is { } known)
            {
                return known;
            }
        }
    }

    private static string ConfigurationOf(WeightSource source) => Path.GetFileNameWithoutExtension(source.Path) + ".cfg";
}
