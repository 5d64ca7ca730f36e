using StyleForge.Models.Networks;

namespace StyleForge.Models.Signals;

/// <summary>Stretches of speech, found from the probabilities of chunks.</summary>
public static class SpeechSegments
{
    /// <summary>Finds the stretches, in order; none reaches into another.</summary>
    /// <param name="probabilities">The probability of speech in each chunk of <see cref="SileroVad.Chunk"/> samples.</param>
    /// <param name="samples">Samples of the sound; the last chunk may go beyond them.</param>
    /// <param name="rules">What counts as speech.</param>
    /// <returns>For each stretch its first sample and the one after its last.</returns>
    public static IReadOnlyList<(int From, int To)> Find(IReadOnlyList<float> probabilities, int samples, SpeechRules rules)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(rules);
        return Pad(FindBare(probabilities, samples, rules), samples, Samples(rules.Padding));
    }

    // A stretch begins at the threshold, and ends where the probability fell below the release for long enough.
    private static List<(int From, int To)> FindBare(IReadOnlyList<float> probabilities, int samples, SpeechRules rules)
    {
        var found = new List<(int From, int To)>();
        var (begin, end) = ((int?)null, (int?)null);
        for (var chunk = 0; chunk < probabilities.Count; chunk++)
        {
            var (place, probability) = (chunk * SileroVad.Chunk, probabilities[chunk]);
            if (probability >= rules.Threshold)
            {
                (begin, end) = (begin ?? place, null);
            }
            else if (begin is { } from && probability < rules.Release)
            {
                end ??= place;
                if (place - end >= Samples(rules.LeastSilence))
                {
                    Add(from, end.Value);
                    (begin, end) = (null, null);
                }
            }
        }

        if (begin is { } last)
        {
            Add(last, samples);
        }

        return found;

        void Add(int from, int to)
        {
            if (to - from > Samples(rules.LeastSpeech))
            {
                found.Add((from, to));
            }
        }
    }

    private static (int From, int To)[] Pad(List<(int From, int To)> bare, int samples, int padding)
    {
        var padded = bare.ToArray();
        for (var i = 0; i < padded.Length; i++)
        {
            var before = i == 0 ? padding : Room(i - 1);
            var after = i == padded.Length - 1 ? padding : Room(i);
            padded[i] = (Math.Max(0, bare[i].From - before), Math.Min(samples, bare[i].To + after));
        }

        return padded;

        // Between two stretches that are close each gets half of the pause.
        int Room(int left) => bare[left + 1].From - bare[left].To is var pause && pause < 2 * padding ? pause / 2 : padding;
    }

    private static int Samples(TimeSpan time) => (int)(time.TotalSeconds * SpeechDetector.SampleRate);
}
