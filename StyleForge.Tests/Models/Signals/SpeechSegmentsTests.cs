using StyleForge.Models.Networks;
using StyleForge.Models.Signals;

namespace StyleForge.Tests.Models.Signals;

/// <summary>Chunks of 512 samples are 32 milliseconds.</summary>
public sealed class SpeechSegmentsTests
{
    private const int Chunk = SileroVad.Chunk;
    private const int Padding = 480;

    [Fact]
    public void A_stretch_begins_at_the_threshold_and_has_its_padding()
    {
        var found = Find(Chunks(0, 10), Chunks(0.5f, 20), Chunks(0, 30));

        Assert.Equal([((10 * Chunk) - Padding, (30 * Chunk) + Padding)], found);
    }

    [Fact]
    public void Between_the_threshold_and_the_release_speech_goes_on_but_does_not_begin()
    {
        Assert.Empty(Find(Chunks(0.4f, 60)));
        Assert.Equal([(0, 40 * Chunk)], Find(Chunks(0.9f, 10), Chunks(0.4f, 30)));
    }

    [Fact]
    public void A_short_pause_ends_nothing_and_a_long_one_does()
    {
        // Three chunks of silence are seen to be 64 milliseconds when the third comes, five to be 128.
        Assert.Single(Find(Chunks(0.9f, 20), Chunks(0, 4), Chunks(0.9f, 20)));
        Assert.Equal(2, Find(Chunks(0.9f, 20), Chunks(0, 5), Chunks(0.9f, 20)).Count);
    }

    [Fact]
    public void Short_speech_is_left_out()
    {
        // 250 milliseconds are 4,000 samples: seven chunks are fewer, eight more.
        Assert.Empty(Find(Chunks(0, 9), Chunks(0.9f, 7), Chunks(0, 9)));
        Assert.Single(Find(Chunks(0, 9), Chunks(0.9f, 8), Chunks(0, 9)));
    }

    [Fact]
    public void Neighbours_share_a_pause_that_is_too_short_for_both()
    {
        var rules = SpeechRules.Usual with { Padding = TimeSpan.FromSeconds(1) };
        var found = SpeechSegments.Find([.. Chunks(0.9f, 20), .. Chunks(0, 6), .. Chunks(0.9f, 20)], 46 * Chunk, rules);

        Assert.Equal([(0, 23 * Chunk), (23 * Chunk, 46 * Chunk)], found);
    }

    [Fact]
    public void Speech_to_the_end_ends_with_the_sound()
    {
        Assert.Equal([((5 * Chunk) - Padding, (19 * Chunk) + 17)], SpeechSegments.Find([.. Chunks(0, 5), .. Chunks(0.9f, 15)], (19 * Chunk) + 17, SpeechRules.Usual));
    }

    private static float[] Chunks(float probability, int count) => [.. Enumerable.Repeat(probability, count)];

    private static IReadOnlyList<(int From, int To)> Find(params float[][] parts)
    {
        float[] all = [.. parts.SelectMany(part => part)];
        return SpeechSegments.Find(all, all.Length * Chunk, SpeechRules.Usual);
    }
}
