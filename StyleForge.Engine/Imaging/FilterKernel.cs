using System.Globalization;

namespace StyleForge.Engine.Imaging;

/// <summary>A small matrix, or two for two directions, that pictures are filtered with.</summary>
/// <param name="Name">What it is called: <c>sobel</c>.</param>
/// <param name="Summary">What it shows, in a phrase.</param>
/// <param name="Rows">Rows of each matrix.</param>
/// <param name="Columns">Columns of each matrix.</param>
/// <param name="Matrices">One, or two whose results are joined as the length <c>√(a² + b²)</c>; row by row, outermost first.</param>
public sealed record FilterKernel(string Name, string Summary, int Rows, int Columns, IReadOnlyList<float[]> Matrices)
{
    /// <summary>The most rows and columns.</summary>
    public const int MostSide = 31;

    /// <summary>The kernels that go by a name.</summary>
    public static IReadOnlyList<FilterKernel> All { get; } =
    [
        Three("vertical", "edges that stand upright, light on one side and dark on the other", [1, 0, -1, 1, 0, -1, 1, 0, -1]),
        Three("horizontal", "edges that lie", [1, 1, 1, 0, 0, 0, -1, -1, -1]),
        Three("sobel", "edges of all directions, the middle counted twice", [1, 0, -1, 2, 0, -2, 1, 0, -1], [1, 2, 1, 0, 0, 0, -1, -2, -1]),
        Three("scharr", "the same, alike in all directions", [3, 0, -3, 10, 0, -10, 3, 0, -3], [3, 10, 3, 0, 0, 0, -3, -10, -3]),
        Three("prewitt", "the same, all three counted alike", [1, 0, -1, 1, 0, -1, 1, 0, -1], [1, 1, 1, 0, 0, 0, -1, -1, -1]),
        Three("laplacian", "what differs from its neighbours", [0, -1, 0, -1, 4, -1, 0, -1, 0]),
        Three("sharpen", "the picture with more of what differs", [0, -1, 0, -1, 5, -1, 0, -1, 0]),
        Three("blur", "the picture a little softer", [1 / 16f, 2 / 16f, 1 / 16f, 2 / 16f, 4 / 16f, 2 / 16f, 1 / 16f, 2 / 16f, 1 / 16f]),
        Three("box", "the mean of nine pixels", [1 / 9f, 1 / 9f, 1 / 9f, 1 / 9f, 1 / 9f, 1 / 9f, 1 / 9f, 1 / 9f, 1 / 9f]),
        Three("emboss", "the picture as a relief lit from one corner", [-2, -1, 0, -1, 1, 1, 0, 1, 2]),
    ];

    /// <summary>
    /// True where the result is a difference, which is 0 where nothing changes: one matrix whose numbers add up to 0. It is shown around middle grey.
    /// </summary>
    public bool IsSigned => Matrices is [var only] && Math.Abs(only.Sum()) < 1e-4 * only.Sum(Math.Abs);

    /// <summary>True where the result is a length, shown from black.</summary>
    public bool IsLength => Matrices.Count > 1;

    /// <summary>Reads a matrix: numbers with blanks or commas between them, rows with semicolons.</summary>
    /// <param name="text">As <c>0 -1 0; -1 4 -1; 0 -1 0</c>.</param>
    /// <exception cref="ArgumentException">It is none; the sentence says what is wrong.</exception>
    public static FilterKernel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        float[][] rows = [.. text.Split(';').Select(row => row.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries).Select(Number).ToArray())];
        if (rows.Any(row => row.Length != rows[0].Length || row.Length is 0 or > MostSide) || rows.Length > MostSide)
        {
            throw new ArgumentException(
                $"has {rows.Length} rows of {string.Join(", ", rows.Select(row => row.Length))} numbers, but must have 1 to {MostSide} rows of equally many numbers, at most {MostSide}", nameof(text));
        }

        float[] matrix = [.. rows.SelectMany(row => row)];
        return matrix.Any(number => number != 0)
            ? new FilterKernel("kernel", "your own", rows.Length, rows[0].Length, [matrix])
            : throw new ArgumentException("holds nothing but zeros, which makes every picture black", nameof(text));
    }

    private static float Number(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= 1e6f
            ? number
            : throw new ArgumentException($"has '{text}', which is no number from -1000000 to 1000000", nameof(text));

    private static FilterKernel Three(string name, string summary, params float[][] matrices) => new(name, summary, 3, 3, matrices);
}
