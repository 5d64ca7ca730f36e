using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.Engine.Codecs.Formats;

/// <summary>
/// Damage that knows the formats: numbers set to what hurts, parts doubled, dropped, exchanged and cut, checksums repaired in
/// half of the cases. Whatever comes of it, there is a picture or one sentence, soon and within bounds.
/// </summary>
/// <remarks>
/// <c>STYLEFORGE_FUZZ_CASES</c> and <c>STYLEFORGE_FUZZ_SEED</c> set how many cases and which; a case depends on the seed and
/// its number alone, and a failure names both.
/// </remarks>
public sealed class CodecFuzzTests
{
    private const int UsualCases = 20_000;
    private const int UsualSeed = 2026;

    // Nothing of these few pixels may take long or much; the bounds are for a busy machine and for the decoders' own tables.
    private const int LongestMilliseconds = 20_000;
    private const long MostBytes = 64L << 20;

    private static readonly ImageLimits Limits = new(MaximumPixels: 1 << 16, MaximumBytes: 1 << 20, MaximumSide: 1 << 12);

    private static readonly uint[] Awkward = [0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 127, 128, 255, 256, 257, 1000, 4095, 32767, 32768, 65535, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    private readonly (string Name, byte[] File, FileLayout Layout)[] _seeds =
        [.. SeedPictures.All.OrderBy(seed => seed.Key, StringComparer.Ordinal).Select(seed => (seed.Key, seed.Value, FileLayout.Of(seed.Key, seed.Value)))];

    [Fact]
    public async Task Damaged_files_give_a_picture_or_one_sentence_soon_and_within_bounds()
    {
        var cases = Setting("STYLEFORGE_FUZZ_CASES", UsualCases);
        var seed = Setting("STYLEFORGE_FUZZ_SEED", UsualSeed);
        var (decoded, refused) = (0, 0);
        var failures = new System.Collections.Concurrent.ConcurrentBag<string>();
        var running = new System.Collections.Concurrent.ConcurrentDictionary<int, long>();
        var work = Task.Run(() => Parallel.For(0, cases, (number, state) =>
        {
            running[number] = Stopwatch.GetTimestamp();
            var (name, file) = Damage(seed, number);
            if (Try(file) is { } problem)
            {
                failures.Add($"Case {number} of seed {seed} ({name}): {problem}");
                if (failures.Count > 20)
                {
                    state.Stop();
                }
            }
            else if (IsPicture(file))
            {
                Interlocked.Increment(ref decoded);
            }
            else
            {
                Interlocked.Increment(ref refused);
            }

            running.TryRemove(number, out _);
        }));
        while (await Task.WhenAny(work, Task.Delay(200)) != work)
        {
            var stuck = running.Where(pair => Stopwatch.GetElapsedTime(pair.Value).TotalMilliseconds > LongestMilliseconds).Select(pair => pair.Key).ToArray();
            Assert.True(stuck.Length == 0, $"Cases {string.Join(", ", stuck)} of seed {seed} hang.");
        }

        await work;

        Assert.True(failures.IsEmpty, string.Join('\n', failures.Order(StringComparer.Ordinal)));

        // Both happen, or the test shows nothing.
        Assert.True(decoded > cases / 50 && refused > cases / 4, $"{decoded} decoded, {refused} refused");
    }

    private static string? Try(byte[] file)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            if (ImageCodecs.Default.Recognise(file) is { } codec)
            {
                var header = codec.ReadHeader(file, Limits);
                var image = codec.Decode(file, Limits);
                if ((header.Width, header.Height, header.PixelFormat) != (image.Width, image.Height, image.PixelFormat))
                {
                    return $"the header says {header.Width}×{header.Height} {header.PixelFormat}, the picture is {image.Width}×{image.Height} {image.PixelFormat}";
                }
            }
        }
        catch (ImageFormatException refusal)
        {
            if (!char.IsAsciiLetterLower(refusal.Message[0]) || refusal.Message.Contains('\n', StringComparison.Ordinal) || refusal.Message[^1] == '.')
            {
                return $"no sentence: {refusal.Message}";
            }
        }
        catch (Exception failure)
        {
            return failure.ToString();
        }

        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        return taken > MostBytes ? $"took {taken} bytes" : null;
    }

    private static bool IsPicture(byte[] file)
    {
        try
        {
            ImageCodecs.Default.Recognise(file)?.ReadHeader(file, Limits);
            return true;
        }
        catch (ImageFormatException)
        {
            return false;
        }
    }

    private (string Name, byte[] File) Damage(int seed, int number)
    {
        var random = new Random(unchecked((seed * 486187739) + number));
        var (name, whole, layout) = _seeds[number % _seeds.Length];
        var file = (byte[])whole.Clone();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            file = random.Next(8) switch
            {
                0 or 1 or 2 => WithNumber(file, layout.Numbers[random.Next(layout.Numbers.Count)], random),
                3 => WithPart(file, layout, random, twice: true),
                4 => WithPart(file, layout, random, twice: false),
                5 => file[..random.Next(file.Length + 1)],
                _ => WithBytes(file, layout.Parts[random.Next(layout.Parts.Count)], random),
            };
        }

        if (name.EndsWith(".png", StringComparison.Ordinal) && random.Next(2) == 0)
        {
            RepairChecksums(file);
        }

        return (name, file);
    }

    private static byte[] WithNumber(byte[] file, (int At, int Size, bool IsBigEndian) place, Random random)
    {
        if (place.At + place.Size > file.Length)
        {
            return file;
        }

        Span<byte> word = stackalloc byte[4];
        var value = random.Next(3) == 0 ? (uint)random.NextInt64(1L << (8 * place.Size)) : Awkward[random.Next(Awkward.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(word, value);
        var bytes = word[..place.Size];
        if (place.IsBigEndian)
        {
            bytes.Reverse();
        }

        bytes.CopyTo(file.AsSpan(place.At));
        return file;
    }

    // The part is put, a second time or not at all, where it or another was.
    private static byte[] WithPart(byte[] file, FileLayout layout, Random random, bool twice)
    {
        var (start, length) = layout.Parts[random.Next(layout.Parts.Count)];
        var to = layout.Parts[random.Next(layout.Parts.Count)].Start;
        if (start + length > file.Length || to > file.Length)
        {
            return file;
        }

        return twice
            ? [.. file.AsSpan(0, to), .. file.AsSpan(start, length), .. file.AsSpan(to)]
            : [.. file.AsSpan(0, start), .. file.AsSpan(start + length)];
    }

    private static byte[] WithBytes(byte[] file, (int Start, int Length) part, Random random)
    {
        var end = Math.Min(part.Start + part.Length, file.Length);
        for (var count = random.Next(1, 6); count > 0 && part.Start < end; count--)
        {
            file[random.Next(part.Start, end)] = (byte)(random.Next(4) == 0 ? 0xFF : random.Next(256));
        }

        return file;
    }

    private static void RepairChecksums(byte[] file)
    {
        for (long at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (at + 12 + length > file.Length)
            {
                return;
            }

            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan((int)(at + 8 + length)), PngBuilder.Crc(file.AsSpan((int)at + 4, 4 + (int)length)));
            at += 12 + length;
        }
    }

    private static int Setting(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
