namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>A scan header with the codes it refers to (ITU-T T.81, B.2.3 and, for progressive frames, G.1.1).</summary>
/// <param name="Frame">The frame it belongs to.</param>
/// <param name="Number">Counted from 1.</param>
/// <param name="Components">The components whose data are interleaved, 1 to 4.</param>
/// <param name="First">The first coded place, 0 to 63.</param>
/// <param name="Last">The last coded place, 0 to 63.</param>
/// <param name="HighBit">The lowest bit sent before, or 0 in a first scan of its coefficients.</param>
/// <param name="LowBit">The lowest bit sent now.</param>
/// <param name="RestartInterval">Units between restart markers, 0 for none.</param>
internal sealed record Scan(
    Frame Frame,
    int Number,
    ScanComponent[] Components,
    int First,
    int Last,
    int HighBit,
    int LowBit,
    int RestartInterval)
{
    /// <summary>True where earlier scans sent higher bits of these coefficients.</summary>
    public bool IsRefinement => HighBit != 0;

    /// <summary>Reads a scan header, and checks that it goes on from what earlier scans sent.</summary>
    public static Scan Read(ReadOnlySpan<byte> body, Frame frame, Tables tables, int number)
    {
        var count = body.Length > 0 ? body[0] : 0;
        if (count is < 1 or > 4 || body.Length != 4 + (2 * count))
        {
            throw new ImageFormatException($"is damaged: the header of scan {number} has {body.Length} bytes, which does not fit the number of its components");
        }

        var tail = body[(1 + (2 * count))..];
        var (first, last, high, low) = frame.IsProgressive
            ? (tail[0], tail[1], tail[2] >> 4, tail[2] & 15)
            : (0, Block.Size - 1, 0, 0); // Sequential frames send all at once; writers leave other numbers there.
        CheckProgression(frame.IsProgressive, number, count, first, last, high, low);

        var components = new ScanComponent[count];
        for (var i = 0; i < count; i++)
        {
            var id = body[1 + (2 * i)];
            var component = Array.Find(frame.Components, c => c.Id == id)
                ?? throw new ImageFormatException($"is damaged: scan {number} is about a component {id} that the frame does not have");
            if (components.Take(i).Any(c => c.Component == component))
            {
                throw new ImageFormatException($"is damaged: scan {number} names component {id} twice");
            }

            Advance(component, number, first, last, high, low);
            component.Quantisation ??= tables.Quantisation(component);
            var selector = body[2 + (2 * i)];
            components[i] = new ScanComponent(
                component,
                first == 0 && high == 0 ? tables.Dc(selector >> 4, number) : null,
                last > 0 ? tables.Ac(selector & 15, number) : null);
        }

        return new Scan(frame, number, components, first, last, high, low, tables.RestartInterval);
    }

    private static void CheckProgression(bool isProgressive, int number, int count, int first, int last, int high, int low)
    {
        var isDc = first == 0 && last == 0;
        var isAc = first > 0 && last >= first && last < Block.Size && count == 1;
        var isStep = low <= 13 && (high == 0 || high == low + 1);
        if (isProgressive && !((isDc || isAc) && isStep))
        {
            throw new ImageFormatException($"is damaged: scan {number} sends coefficients {first} to {last} of {count} components from bit {high} to {low}, which no JPEG may");
        }
    }

    /// <summary>
    /// Every scan must send what is still missing, and bits from high to low. So a small file cannot ask for endless work.
    /// </summary>
    private static void Advance(FrameComponent component, int number, int first, int last, int high, int low)
    {
        for (var k = first; k <= last; k++)
        {
            var before = component.LowestBit[k];
            if (high == 0 ? before >= 0 : before != high)
            {
                var there = before < 0 ? "nothing is there" : $"all down to bit {before} is there";
                throw new ImageFormatException($"is damaged: scan {number} sends coefficient {k} of component {component.Id} from bit {high}, and {there}");
            }

            component.LowestBit[k] = (sbyte)low;
        }
    }
}
