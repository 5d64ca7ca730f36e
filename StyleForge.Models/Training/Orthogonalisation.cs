using StyleForge.Models.Kernels.MatrixMultiply;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Training;

/// <summary>
/// Brings all singular values of a matrix near 1 and keeps its singular vectors: five steps of a Newton-Schulz iteration,
/// <c>X ← aX + (b·XXᵀ + c·(XXᵀ)²)·X</c>, with the coefficients of Jordan et al. 2024 ("Muon: an optimizer for hidden layers"),
/// which trade exactness (the values end between 0.7 and 1.2) for speed.
/// </summary>
public sealed unsafe class Orthogonalisation : IDisposable
{
    private const int Iterations = 5;
    private const float A = 3.4445f;
    private const float B = -4.7750f;
    private const float C = 2.0315f;

    private readonly Tensor<float> _left;
    private readonly Tensor<float> _right;
    private readonly Tensor<float> _square;
    private readonly Tensor<float> _fourth;
    private readonly Tensor<float> _next;

    /// <summary>Takes memory.</summary>
    /// <param name="rows">The most rows of a matrix.</param>
    /// <param name="columns">The most columns; a matrix has no more rows than columns.</param>
    public Orthogonalisation(int rows, int columns)
    {
        _left = new Tensor<float>([PanelProduct.PaddedRows(rows), columns]);
        _right = new Tensor<float>([(PanelProduct.PaddedColumns(columns) + PanelProduct.Columns), columns | 1]);
        _square = new Tensor<float>([rows, rows]);
        _fourth = new Tensor<float>([rows, rows]);
        _next = new Tensor<float>([rows, columns]);
    }

    /// <summary>Replaces a matrix.</summary>
    /// <param name="matrix"><c>(rows, columns)</c>, row-major.</param>
    /// <param name="rows">Rows, at most as many as columns.</param>
    /// <param name="columns">Columns.</param>
    /// <exception cref="ArgumentException">There are more rows than columns, or more of either than there is memory for.</exception>
    public void Run(Span<float> matrix, int rows, int columns)
    {
        if (rows > columns || rows > _square.Shape[0] || columns > _left.Shape[1] || matrix.Length != rows * columns)
        {
            throw new ArgumentException($"A matrix of {rows}×{columns} in {matrix.Length} numbers does not fit: there is memory for {_square.Shape[0]}×{_left.Shape[1]}, and no more rows than columns.", nameof(matrix));
        }

        double sum = 0;
        foreach (var number in matrix)
        {
            sum += (double)number * number;
        }

        // The singular values must begin below 1, which the root of the sum of their squares sees to.
        var factor = (float)(1 / (Math.Sqrt(sum) + 1e-12));
        for (var i = 0; i < matrix.Length; i++)
        {
            matrix[i] *= factor;
        }

        fixed (float* x = matrix)
        {
            for (var iteration = 0; iteration < Iterations; iteration++)
            {
                Iterate(x, rows, columns);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _square.Dispose();
        _fourth.Dispose();
        _next.Dispose();
    }

    private void Iterate(float* x, int rows, int columns)
    {
        var square = _square.Span[..(rows * rows)];
        square.Clear();
        Panels.PackLeft(rows, columns, x, columns, _left.Pointer);
        Panels.PackTransposed(rows, columns, x, columns, _right.Pointer, PanelProduct.PanelStride(columns));
        PanelProduct.Multiply(rows, rows, columns, _left.Pointer, _right.Pointer, null, _square.Pointer, rows);

        // The square is symmetric, so it is its own transpose.
        var fourth = _fourth.Span[..(rows * rows)];
        fourth.Clear();
        Panels.PackLeft(rows, rows, _square.Pointer, rows, _left.Pointer);
        Panels.PackTransposed(rows, rows, _square.Pointer, rows, _right.Pointer, PanelProduct.PanelStride(rows));
        PanelProduct.Multiply(rows, rows, rows, _left.Pointer, _right.Pointer, null, _fourth.Pointer, rows);
        for (var i = 0; i < square.Length; i++)
        {
            square[i] = (B * square[i]) + (C * fourth[i]);
        }

        Panels.PackLeft(rows, rows, _square.Pointer, rows, _left.Pointer);
        for (var row = 0; row < rows; row++)
        {
            Panels.PackRow(_right.Pointer + (row * PanelProduct.Columns), PanelProduct.PanelStride(rows), 0, columns, x + ((long)row * columns));
        }

        var next = _next.Span[..(rows * columns)];
        new ReadOnlySpan<float>(x, next.Length).CopyTo(next);
        for (var i = 0; i < next.Length; i++)
        {
            next[i] *= A;
        }

        PanelProduct.Multiply(rows, columns, rows, _left.Pointer, _right.Pointer, null, _next.Pointer, columns);
        next.CopyTo(new Span<float>(x, next.Length));
    }
}
