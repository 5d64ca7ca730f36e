using System.Globalization;
using StyleForge.Models.Weights;
using StyleForge.Models.Weights.Onnx;

namespace StyleForge.Models.Fitting.Onnx;

/// <summary>An operation of an ONNX graph as the file has it, with the sentences that refuse it.</summary>
/// <param name="Node">The operation.</param>
/// <param name="Origin">What sentences call the file.</param>
/// <param name="Version">The version of ONNX's operators, on which defaults depend.</param>
internal sealed record OnnxOperation(OnnxNode Node, string Origin, long Version)
{
    /// <summary>The most that a window's side, stride, margin or dilation may be: no network's are larger, and products of two still fit an <see cref="int"/>.</summary>
    public const int MostExtent = short.MaxValue;

    /// <summary>The operator, with its domain where that is not ONNX's own.</summary>
    public string Operator => Node.Domain is "" or "ai.onnx" ? Node.Operator : $"{Node.Domain}.{Node.Operator}";

    /// <summary>The value that it gives first.</summary>
    public string Output => Node.Outputs[0];

    /// <summary>What sentences call it: its name, or what it gives where it has none.</summary>
    public string Name => Node.Name.Length > 0 ? Node.Name : Output;

    /// <summary>The value that it reads in a place; null where that is left out.</summary>
    public string? Input(int index) => index < Node.Inputs.Count && Node.Inputs[index].Length > 0 ? Node.Inputs[index] : null;

    /// <summary>True where a setting is written down.</summary>
    public bool Has(string attribute) => Node.Attributes.ContainsKey(attribute);

    /// <summary>A setting that is a whole number.</summary>
    public long Whole(string attribute, long absent) => Node.Attributes.TryGetValue(attribute, out var given) ? given.Integer : absent;

    /// <summary>A setting that is a number, as a person would write it: 0.01, not what a float32 makes of that.</summary>
    public double Number(string attribute, double absent) => Node.Attributes.TryGetValue(attribute, out var given)
        ? double.Parse(given.Number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : absent;

    /// <summary>A setting that is a word.</summary>
    public string Word(string attribute, string absent) => Node.Attributes.TryGetValue(attribute, out var given) ? given.Text : absent;

    /// <summary>A setting that is a row of whole numbers; null where it is not written down.</summary>
    public IReadOnlyList<long>? Wholes(string attribute) => Node.Attributes.TryGetValue(attribute, out var given) ? given.Integers : null;

    /// <summary>A setting that is a row of extents.</summary>
    /// <param name="attribute">Its name.</param>
    /// <param name="count">How many there must be.</param>
    /// <param name="least">The least that each may be, and what it is where the setting is not written down.</param>
    /// <exception cref="WeightFormatException">There are more or fewer, or one is out of bounds.</exception>
    public int[] Extents(string attribute, int count, int least)
    {
        if (Wholes(attribute) is not { Count: > 0 } given)
        {
            return [.. Enumerable.Repeat(least, count)];
        }

        return given.Count == count && given.All(extent => extent >= least && extent <= MostExtent)
            ? [.. given.Select(extent => (int)extent)]
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"has {attribute} = {string.Join(", ", given)}, but must have {count} whole numbers from {least} to {MostExtent} there"));
    }

    /// <summary>Refuses a setting that has another value than the one with which a layer does the same.</summary>
    /// <exception cref="WeightFormatException">It has.</exception>
    public void Require(string attribute, long allowed, long absent)
    {
        if (Whole(attribute, absent) is var given && given != allowed)
        {
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"has {attribute} = {given}, and only {allowed} is read"));
        }
    }

    /// <summary>A dimension from 0, of one that may be counted from behind, below 0.</summary>
    /// <exception cref="WeightFormatException">There is no such dimension.</exception>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw Wrong($"names dimension {axis}, and there are {rank}");

    /// <summary>The exception for an operation that cannot be a layer. The problem continues a sentence that begins with the operation.</summary>
    public WeightFormatException Wrong(string problem, Exception? cause = null) => new($"'{Origin}': {Operator} '{Name}' {problem}.", cause!);
}
