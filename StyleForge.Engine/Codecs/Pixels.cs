using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;

namespace StyleForge.Engine.Codecs;

/// <summary>Between <see cref="ImageData"/> and ImageSharp: pixels in and out, and whatever ImageSharp throws as one sentence.</summary>
internal static class Pixels
{
    // The largest picture within the usual limits at 16 bits takes 1.6 GB; nothing that ImageSharp asks for may be larger.
    private const int AllocationLimitMegabytes = 2048;

    /// <summary>Of our own, so that no other user of ImageSharp in the process changes the limits.</summary>
    private static readonly Configuration Configuration = MakeConfiguration();

    /// <summary>Decodes the pixels of a file that was walked over, and turns them as they should be seen.</summary>
    /// <exception cref="ImageFormatException">ImageSharp cannot make sense of them.</exception>
    public static ImageData Decode(StoredPicture stored, IImageDecoder decoder) => (stored.Header.PixelFormat, stored.Header.BitDepth) switch
    {
        (PixelFormat.Grey, 8) => Decode<L8>(stored, decoder),
        (PixelFormat.GreyAlpha, 8) => Decode<La16>(stored, decoder),
        (PixelFormat.Rgb, 8) => Decode<Rgb24>(stored, decoder),
        (PixelFormat.Rgba, 8) => Decode<Rgba32>(stored, decoder),
        (PixelFormat.Grey, _) => Decode<L16>(stored, decoder),
        (PixelFormat.GreyAlpha, _) => Decode<La32>(stored, decoder),
        (PixelFormat.Rgb, _) => Decode<Rgb48>(stored, decoder),
        _ => Decode<Rgba64>(stored, decoder),
    };

    /// <summary>Encodes the pixels alone.</summary>
    /// <param name="image">The picture; its samples are read where they lie.</param>
    /// <param name="encoder">ImageSharp's encoder.</param>
    /// <param name="prepare">Adds what the encoder takes beside the pixels.</param>
    public static byte[] Encode(ImageData image, IImageEncoder encoder, Action<Image>? prepare = null) => (image.PixelFormat, image.BitDepth) switch
    {
        (PixelFormat.Grey, 8) => Encode<L8>(image, encoder, prepare),
        (PixelFormat.GreyAlpha, 8) => Encode<La16>(image, encoder, prepare),
        (PixelFormat.Rgb, 8) => Encode<Rgb24>(image, encoder, prepare),
        (PixelFormat.Rgba, 8) => Encode<Rgba32>(image, encoder, prepare),
        (PixelFormat.Grey, _) => Encode<L16>(image, encoder, prepare),
        (PixelFormat.GreyAlpha, _) => Encode<La32>(image, encoder, prepare),
        (PixelFormat.Rgb, _) => Encode<Rgb48>(image, encoder, prepare),
        _ => Encode<Rgba64>(image, encoder, prepare),
    };

    private static ImageData Decode<TPixel>(StoredPicture stored, IImageDecoder decoder)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var header = stored.Header;
        try
        {
            using var stream = new MemoryStream(stored.Pixels(), writable: false);
            using var image = Image.Load<TPixel>(Configuration, stream, decoder);
            if ((image.Width, image.Height) != (header.Width, header.Height))
            {
                throw new ImageFormatException($"says that it has {header.Width}×{header.Height} pixels, and {image.Width}×{image.Height} come out of it");
            }

            Orientation.Apply(image, header.Orientation);
            var data = new ImageData(image.Width, image.Height, header.PixelFormat, header.BitDepth)
            {
                Colour = header.Colour,
                Texts = header.Texts,
                Notices = header.Notices,
            };
            image.CopyPixelDataTo(data.Samples);
            return data;
        }
        catch (Exception failure) when ((failure as InvalidMemoryOperationException ?? failure.InnerException) is InvalidMemoryOperationException refusal)
        {
            // Most decoders of ImageSharp put it into an exception about the contents of the file.
            throw new ImageFormatException($"needs more memory to decode than the {AllocationLimitMegabytes} MB that are allowed at once", refusal);
        }
        catch (Exception failure) when (failure is not (ImageFormatException or OutOfMemoryException))
        {
            // ImageSharp has exceptions of its own for damage, and meets some damage with those of the runtime
            // (docs/image-formats.md lists which). None of them may end a night.
            throw new ImageFormatException($"is damaged: its pixels cannot be decoded ({Words(failure.Message)})", failure);
        }
    }

    private static byte[] Encode<TPixel>(ImageData image, IImageEncoder encoder, Action<Image>? prepare)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using var wrapped = Image.WrapMemory<TPixel>(Configuration, new Memory<byte>(image.Samples), image.Width, image.Height);
        prepare?.Invoke(wrapped);
        using var stream = new MemoryStream();
        wrapped.Save(stream, encoder);
        return stream.ToArray();
    }

    // Messages of others on one line, without their full stop.
    private static string Words(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');

    private static Configuration MakeConfiguration()
    {
        var configuration = Configuration.Default.Clone();
        configuration.MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions
        {
            AllocationLimitMegabytes = AllocationLimitMegabytes,

            // Nothing is kept between pictures: the memory that a render may take is counted without it.
            MaximumPoolSizeMegabytes = 0,
        });
        return configuration;
    }
}
