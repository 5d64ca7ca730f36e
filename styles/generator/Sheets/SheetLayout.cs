using StyleForge.Engine.Imaging;

namespace StyleForge.Artwork.Sheets;

/// <summary>Where everything of a sheet goes, in pixels.</summary>
internal sealed class SheetLayout
{
    private readonly SheetDocument _sheet;
    private readonly Lettering _lettering;
    private readonly int[] _lefts;
    private readonly int[] _tops;
    private readonly List<SheetPlace> _places = [];
    private readonly List<SheetLine> _lines = [];

    private SheetLayout(SheetDocument sheet)
    {
        _sheet = sheet;
        _lettering = new Lettering(sheet.Lettering);
        _lefts = new int[sheet.Columns.Count];
        _tops = new int[sheet.Rows.Count];
    }

    /// <summary>Pixels across of the sheet.</summary>
    public int Width { get; private set; }

    /// <summary>Pixels down of the sheet.</summary>
    public int Height { get; private set; }

    /// <summary>The pictures, row by row.</summary>
    public IReadOnlyList<SheetPlace> Places => _places;

    /// <summary>All text.</summary>
    public IReadOnlyList<SheetLine> Lines => _lines;

    /// <summary>Lays out a sheet.</summary>
    /// <exception cref="ArtworkException">A row has more pictures than places, pictures overlap, or a text does not fit.</exception>
    public static SheetLayout Of(SheetDocument sheet)
    {
        var layout = new SheetLayout(sheet);
        layout.LayOut();
        return layout;
    }

    private void LayOut()
    {
        var cells = Seated();
        var left = _sheet.Margin;
        for (var column = 0; column < _lefts.Length; column++)
        {
            _lefts[column] = left;
            left += _sheet.Columns[column].Width + _sheet.Gap;
        }

        Width = left - _sheet.Gap + _sheet.Margin;
        var top = _sheet.Margin;
        if (_sheet.Columns.Any(column => column.Title is not null))
        {
            for (var column = 0; column < _lefts.Length; column++)
            {
                Centre(_sheet.Columns[column].Title, _lefts[column], _sheet.Columns[column].Width, top, "The column");
            }

            top += _lettering.LineHeight;
        }

        for (var row = 0; row < _tops.Length; row++)
        {
            if (_sheet.Rows[row].Title is { } title)
            {
                Require(title, Width - (2 * _sheet.Margin), "The row");
                _lines.Add(new SheetLine(title, _sheet.Margin, top));
                top += _lettering.LineHeight;
            }

            _tops[row] = top;
            top += _sheet.Rows[row].Height + _sheet.Gap;
            if (cells.Any(seat => seat.Row + seat.Cell.Down - 1 == row && seat.Cell.Caption is not null))
            {
                top += _lettering.LineHeight;
            }
        }

        Height = top - _sheet.Gap + _sheet.Margin;
        foreach (var (cell, row, column) in cells)
        {
            var (lastRow, lastColumn) = (row + cell.Down - 1, column + cell.Across - 1);
            var width = _lefts[lastColumn] + _sheet.Columns[lastColumn].Width - _lefts[column];
            var height = _tops[lastRow] + _sheet.Rows[lastRow].Height - _tops[row];
            _places.Add(new SheetPlace(cell, _lefts[column], _tops[row], width, height));
            Centre(cell.Caption, _lefts[column], width, _tops[row] + height, "The picture");
        }
    }

    /// <summary>Each picture with the row and column of its first place.</summary>
    private List<(SheetCell Cell, int Row, int Column)> Seated()
    {
        var seats = new List<(SheetCell Cell, int Row, int Column)>();
        var taken = new bool[_sheet.Rows.Count, _sheet.Columns.Count];
        for (var row = 0; row < _sheet.Rows.Count; row++)
        {
            var column = 0;
            foreach (var cell in _sheet.Rows[row].Cells)
            {
                while (column < _sheet.Columns.Count && taken[row, column])
                {
                    column++;
                }

                if (column + (cell?.Across ?? 1) > _sheet.Columns.Count || row + (cell?.Down ?? 1) > _sheet.Rows.Count)
                {
                    throw new ArtworkException(
                        $"Row {row + 1} of the sheet has no place for {cell?.Picture ?? "an empty cell"}: there are {_sheet.Columns.Count} columns and {_sheet.Rows.Count} rows, and some may be taken by pictures of earlier rows.");
                }

                if (cell is not null)
                {
                    Take(cell, row, column);
                    seats.Add((cell, row, column));
                }

                column += cell?.Across ?? 1;
            }
        }

        return seats;

        void Take(SheetCell cell, int row, int column)
        {
            for (var i = 0; i < cell.Down * cell.Across; i++)
            {
                ref var place = ref taken[row + (i / cell.Across), column + (i % cell.Across)];
                place = place ? throw new ArtworkException($"{cell.Picture} of the sheet lies over a picture of an earlier row: make either of them smaller.") : true;
            }
        }
    }

    private void Centre(string? text, int left, int width, int top, string whose)
    {
        if (text is not null)
        {
            Require(text, width, whose);
            _lines.Add(new SheetLine(text, left + ((width - _lettering.Width(text)) / 2), top));
        }
    }

    private void Require(string text, int width, string whose)
    {
        if (Lettering.Unknown(text) is { } letter)
        {
            throw new ArtworkException($"{whose} has the text '{text}', but there is no letter '{letter}': use {string.Concat(LetterShapes.Known)}.");
        }

        if (_lettering.Width(text) > width)
        {
            throw new ArtworkException($"{whose} has the text '{text}', which takes {_lettering.Width(text)} pixels, but there are {width}: shorten it, or make the lettering smaller.");
        }
    }
}
