using System.Buffers.Binary;
using System.Text;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Metadata;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>GIF (87a and 89a): reads the first picture of a file.</summary>
internal sealed class GifCodec() : ImageSharpCodec("GIF", ".gif")
{
    private const int ScreenEnd = 13;
    private const byte Extension = 0x21;
    private const byte Picture = 0x2C;
    private const byte Trailer = 0x3B;
    private const byte GraphicControl = 0xF9;
    private const byte CommentLabel = 0xFE;
    private const int MaximumComment = 1 << 20;

    /// <inheritdoc/>
    protected override IImageDecoder Decoder { get; } = new GifDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First };

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8);

    /// <inheritdoc/>
    protected override StoredPicture Walk(byte[] file, ImageLimits limits)
    {
        if (file.Length < ScreenEnd)
        {
            throw new ImageFormatException("is truncated: it ends before its header does");
        }

        var (width, height) = (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(6)), BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8)));
        limits.RequireExtents(width, height);
        var at = ScreenEnd + PaletteLength(file[10]);
        var notices = new List<string>();
        var comment = new List<byte>();
        var frames = 0;
        var isTransparent = false;
        var first = (Covers: false, Colours: 0, IsInterlaced: false, End: 0);
        while (at < file.Length && file[at] != Trailer)
        {
            var block = file[at++];
            if (block == Extension)
            {
                var label = at < file.Length ? file[at] : (byte)0;
                isTransparent |= label == GraphicControl && frames == 0 && at + 2 < file.Length && (file[at + 2] & 1) != 0;
                at = label == CommentLabel ? SkipBlocks(file, at + 1, comment) : SkipBlocks(file, at + 1, null);
            }
            else if (block == Picture && at + 9 < file.Length)
            {
                var (left, top) = (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)), BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 2)));
                var (across, down) = (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 4)), BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 6)));
                var flags = file[at + 8];
                var local = PaletteLength(flags);
                if (frames == 0)
                {
                    if (across < 1 || down < 1 || left + across > width || top + down > height)
                    {
                        throw new ImageFormatException($"is damaged: its first picture of {across}×{down} pixels does not lie on its {width}×{height}");
                    }

                    if (local == 0 && PaletteLength(file[10]) == 0)
                    {
                        throw new ImageFormatException("is damaged: its first picture has no palette");
                    }
                }

                // Descriptor, palette, bits of the first code, blocks.
                at = SkipBlocks(file, at + 9 + local + 1, null);
                if (frames == 0)
                {
                    first = (across == width && down == height, (local == 0 ? PaletteLength(file[10]) : local) / 3, (flags & 0x40) != 0, at);
                }

                frames++;
            }
            else
            {
                break;
            }

            if (at > file.Length)
            {
                break;
            }
        }

        if (frames == 0 || first.End > file.Length)
        {
            throw new ImageFormatException("is truncated: it ends before its first picture does");
        }

        if (at >= file.Length || file[at] != Trailer)
        {
            notices.Add("ends or is damaged after its first picture, which is whole");
        }

        var hasAlpha = isTransparent || !first.Covers;
        var texts = new Dictionary<string, string>();
        if (comment.Count > 0)
        {
            texts["Comment"] = Encoding.Latin1.GetString([.. comment]);
        }

        return new StoredPicture(
            new ImageHeader(Format, width, height, hasAlpha ? PixelFormat.Rgba : PixelFormat.Rgb, 8)
            {
                Coding = $"palette of {first.Colours} colours{(isTransparent ? ", transparency" : "")}{(first.IsInterlaced ? ", interlaced" : "")}",
                Frames = frames,
                Texts = texts,
                Notices = notices,
            },
            () => [.. file.AsSpan(0, first.End), Trailer]);
    }

    private static int PaletteLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <returns>The place after the empty block that ends a row of blocks; beyond the file where there is none.</returns>
    private static int SkipBlocks(byte[] file, int at, List<byte>? kept)
    {
        while (at < file.Length && file[at] != 0)
        {
            var length = file[at];
            if (kept is not null && at + 1 + length <= file.Length && kept.Count < MaximumComment)
            {
                kept.AddRange(file.AsSpan(at + 1, length));
            }

            at += 1 + length;
        }

        return at + 1;
    }
}
