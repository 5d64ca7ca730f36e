using System.Globalization;

namespace StyleForge.Models.Weights.Darknet;

/// <summary>A section of a Darknet configuration: a layer and its settings, or the network's own as the first.</summary>
/// <param name="File">The configuration's name, for sentences.</param>
/// <param name="Name">What stands in brackets: <c>convolutional</c>.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Options">Its settings, by name.</param>
internal sealed record DarknetSection(string File, string Name, int Line, IReadOnlyDictionary<string, DarknetOption> Options)
{
    /// <summary>A setting that is a whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="absent">What it is where the section has none; null where it must have one.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most that is allowed.</param>
    /// <exception cref="WeightFormatException">It is missing, no whole number, or out of range; the sentence has its line.</exception>
    public int Whole(string name, int? absent, int least, int most)
    {
        if (!Options.TryGetValue(name, out var option))
        {
            return absent ?? throw Wrong(Line, $"[{Name}] has no «{name}», which must be {least} to {most}");
        }

        return int.TryParse(option.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(option.Line, $"«{name}» of [{Name}] is '{option.Value}', but must be a whole number from {least} to {most}");
    }

    /// <summary>A setting that is a row of whole numbers with commas between them.</summary>
    /// <exception cref="WeightFormatException">It is missing, or one is no whole number; the sentence has its line.</exception>
    public IReadOnlyList<int> Wholes(string name)
    {
        if (!Options.TryGetValue(name, out var option))
        {
            throw Wrong(Line, $"[{Name}] has no «{name}», which must be whole numbers with commas between them");
        }

        var numbers = new List<int>();
        foreach (var part in option.Value.TrimEnd(',').Split(','))
        {
            numbers.Add(int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw Wrong(option.Line, $"«{name}» of [{Name}] is '{option.Value}', but must be whole numbers with commas between them"));
        }

        return numbers;
    }

    /// <summary>A setting that is a number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="absent">What it is where the section has none.</param>
    /// <exception cref="WeightFormatException">It is no number; the sentence has its line.</exception>
    public double Real(string name, double absent) => !Options.TryGetValue(name, out var option) ? absent
        : double.TryParse(option.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw Wrong(option.Line, $"«{name}» of [{Name}] is '{option.Value}', but must be a number");

    /// <summary>The exception for what is wrong in a line.</summary>
    public WeightFormatException Wrong(int line, string problem) => new(string.Create(CultureInfo.InvariantCulture, $"'{File}', line {line}: {problem}."));
}
