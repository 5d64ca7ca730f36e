using System.Numerics;
using StyleForge.Artwork.CommandLine;
using StyleForge.Artwork.Sheets;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Artwork.Sheets;

public sealed class SheetPictureTests
{
    private static readonly Vector3 Paper = Vector3.One;

    [Fact]
    public void Pictures_lie_in_their_places_and_paper_everywhere_else()
    {
        var sheet = new SheetDocument([new(20), new(30)], [new(16, [new("0.25"), new("0.5", Down: 2)]), new(24, [new("0.75")])]);
        var layout = SheetLayout.Of(sheet);
        var canvas = SheetPicture.Draw(sheet, name => Flat(40, 33, float.Parse(name, System.Globalization.CultureInfo.InvariantCulture)));

        for (var y = 0; y < canvas.Height; y++)
        {
            for (var x = 0; x < canvas.Width; x++)
            {
                var place = layout.Places.SingleOrDefault(p => x >= p.Left && x < p.Left + p.Width && y >= p.Top && y < p.Top + p.Height);
                Assert.Equal(place is null ? Paper : new Vector3(float.Parse(place.Cell.Picture, System.Globalization.CultureInfo.InvariantCulture)), canvas[x, y]);
            }
        }
    }

    [Theory]
    [InlineData(90, 30)]
    [InlineData(30, 90)]
    [InlineData(7, 5)]
    public void Filling_leaves_no_paper_and_keeps_the_middle_while_whole_shows_every_edge(int width, int height)
    {
        // Black but for a white frame: filling a square cuts two of its four sides.
        var framed = Flat(width, height, 0);
        for (var i = 0; i < framed.PlaneLength; i++)
        {
            var (x, y) = (i % width, i / width);
            framed.Plane(0)[i] = x == 0 || y == 0 || x == width - 1 || y == height - 1 ? 1 : 0;
        }

        var filled = SheetPicture.Draw(new SheetDocument([new(20)], [new(20, [new("a")])], Gap: 0, Margin: 0), _ => framed);
        var whole = SheetPicture.Draw(new SheetDocument([new(20)], [new(20, [new("a", Fit: CellFit.Whole)])], Gap: 0, Margin: 0), _ => framed);

        Assert.DoesNotContain(Paper, filled.Pixels);
        Assert.Contains(Paper, whole.Pixels);
        Assert.True(filled[10, 10].X < 0.1f);
        // Of the middle row and column, the ends of one are frame when filled; of the whole picture, frame is met in both.
        var across = width > height;
        Assert.True((across ? filled[0, 10] : filled[10, 0]).X < (across ? filled[10, 0] : filled[0, 10]).X);
        Assert.Equal(filled.Pixels, Mirrored(filled.Pixels, 20));
    }

    [Fact]
    public void A_transparent_picture_shows_the_paper()
    {
        var clear = new Picture(8, 8, alpha: new float[64]);

        Assert.All(SheetPicture.Draw(new SheetDocument([new(20)], [new(20, [new("a")])]), _ => clear).Pixels, pixel => Assert.Equal(Paper, pixel));
    }

    [Fact]
    public void The_command_writes_the_same_bytes_twice_from_paths_beside_the_sheet()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "made"));
            ImageCodecs.Default.Write(Path.Combine(folder, "made", "a.png"), SheetPicture.Draw(new SheetDocument([new(20, "A")], [new(20, [])]), _ => Flat(1, 1, 0)).ToImage());
            var sheet = Path.Combine(folder, "sheet.json");
            File.WriteAllText(sheet, """{ "columns": [ { "width": 60, "title": "Title" } ], "rows": [ { "height": 30, "cells": [ { "picture": "made/a.png", "caption": "0.5", "fit": "whole" } ] } ] }""");

            Assert.All((string[])["one.jpg", "two.jpg", "new/one.png", "new/two.png"], name => Assert.Equal((0, ""), Run("sheet", sheet, "-o", Path.Combine(folder, name))));
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "one.jpg")), File.ReadAllBytes(Path.Combine(folder, "two.jpg")));
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "new", "one.png")), File.ReadAllBytes(Path.Combine(folder, "new", "two.png")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("""{ "columns": [ { "width": 60 } ], "rows": [ { "height": 30, "cells": [ { "picture": "none.png" } ] } ] }""", "none.png does not exist")]
    [InlineData("""{ "columns": [ { "width": 0 } ], "rows": [ { "height": 30, "cells": [] } ] }""", "the width of column 1 is 0")]
    [InlineData("""{ "columns": [ { "width": 60 } ], "rows": [ { "height": 30, "cells": [ { "picture": "a", "down": 2 } ] } ] }""", "down of a is 2")]
    [InlineData("""{ "columns": [ { "width": 60 } ], "rows": [ { "height": 30, "cells": [] } ], "ink": "black" }""", "ink is 'black'")]
    [InlineData("""{ "columns": [ { "width": 60 } ], "rows": [ { "height": 30, "cells": [] } ], "color": "black" }""", "color")]
    [InlineData("""{ "columns": [], "rows": [] }""", "a column and a row")]
    [InlineData("""{ "rows": [] }""", "columns")]
    public void A_sheet_that_is_wrong_gives_code_2_and_one_sentence(string text, string expected)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var sheet = Path.Combine(folder, "sheet.json");
            File.WriteAllText(sheet, text);
            var (code, errors) = Run("sheet", sheet, "-o", Path.Combine(folder, "sheet.png"));

            Assert.Equal(2, code);
            Assert.Contains(expected, errors, StringComparison.Ordinal);
            Assert.Single(errors.TrimEnd().Split('\n'));
            Assert.False(File.Exists(Path.Combine(folder, "sheet.png")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (int Code, string Errors) Run(params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (new Session(output, errors, TestData.Repository).Run(words), errors.ToString());
    }

    private static Vector3[] Mirrored(Vector3[] pixels, int width) => [.. pixels.Chunk(width).SelectMany(row => row.Reverse())];

    private static Picture Flat(int width, int height, float level)
    {
        var picture = new Picture(width, height);
        Array.Fill(picture.Samples, level);
        return picture;
    }
}
