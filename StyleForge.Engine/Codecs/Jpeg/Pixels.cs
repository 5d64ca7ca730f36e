namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>Turns the component planes of a frame into a picture.</summary>
internal static class Pixels
{
    /// <summary>
    /// What the components mean. Files say it in several ways; the order of trust is that of the Independent JPEG Group's
    /// library: JFIF, then Adobe's segment, then the names of the components.
    /// </summary>
    public static ColourModel ChooseModel(Frame frame, Metadata metadata) => frame.Components.Length switch
    {
        1 => ColourModel.Grey,
        3 => IsRgb(frame, metadata) ? ColourModel.Rgb : ColourModel.YCbCr,
        _ => metadata.AdobeTransform is null or 0 ? ColourModel.Cmyk : ColourModel.Ycck,
    };

    /// <summary>The picture as stored, not yet turned.</summary>
    public static ImageData Assemble(Frame frame, ColourModel model, ColourFacts colour, IReadOnlyDictionary<string, string> texts)
    {
        var image = new ImageData(frame.Width, frame.Height, model == ColourModel.Grey ? PixelFormat.Grey : PixelFormat.Rgb, 8)
        {
            Colour = colour,
            Texts = texts,
        };
        var rows = Array.ConvertAll(frame.Components, component => new Upsampler(component, frame));
        var bytes = frame.Width * image.Channels;
        for (var y = 0; y < frame.Height; y++)
        {
            Convert(rows, model, y, image.Samples.AsSpan(y * bytes, bytes));
        }

        return image;
    }

    private static bool IsRgb(Frame frame, Metadata metadata) =>
        !metadata.IsJfif
        && (metadata.AdobeTransform == 0
            || (metadata.AdobeTransform is null && frame.Components is [{ Id: (byte)'R' }, { Id: (byte)'G' }, { Id: (byte)'B' }]));

    private static void Convert(Upsampler[] rows, ColourModel model, int y, Span<byte> destination)
    {
        switch (model)
        {
            case ColourModel.Grey:
                rows[0].Row(y)[..destination.Length].CopyTo(destination);
                break;
            case ColourModel.YCbCr:
                ColourConverter.FromYCbCr(rows[0].Row(y), rows[1].Row(y), rows[2].Row(y), destination);
                break;
            case ColourModel.Rgb:
                ColourConverter.FromRgb(rows[0].Row(y), rows[1].Row(y), rows[2].Row(y), destination);
                break;
            case ColourModel.Cmyk:
                // CMYK files hold 255 for no ink, as Adobe's programs write them; files without Adobe's segment are read
                // the same way, as browsers do.
                ColourConverter.FromRgb(rows[0].Row(y), rows[1].Row(y), rows[2].Row(y), destination);
                ColourConverter.Darken(rows[3].Row(y), destination);
                break;
            case ColourModel.Ycck:
                // Luma and differences give the amount of ink (T.872, 6.5.3), here again with 255 for none.
                ColourConverter.FromYCbCr(rows[0].Row(y), rows[1].Row(y), rows[2].Row(y), destination);
                ColourConverter.Invert(destination);
                ColourConverter.Darken(rows[3].Row(y), destination);
                break;
        }
    }
}
