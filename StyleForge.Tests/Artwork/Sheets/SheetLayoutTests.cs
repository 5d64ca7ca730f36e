using StyleForge.Artwork;
using StyleForge.Artwork.Drawing;
using StyleForge.Artwork.Sheets;
using StyleForge.Engine.Codecs;
using StyleForge.Tests.TestKit;
using Lettering = StyleForge.Engine.Imaging.Lettering;

namespace StyleForge.Tests.Artwork.Sheets;

public sealed class SheetLayoutTests
{
    [Fact]
    public void Pictures_keep_their_distance_and_stay_inside_whatever_the_sheet()
    {
        for (uint seed = 0; seed < 200; seed++)
        {
            var sheet = Drawn(new SeededRandom(seed));
            var layout = SheetLayout.Of(sheet);

            Assert.Equal(sheet.Columns.Sum(c => c.Width) + (sheet.Gap * (sheet.Columns.Count - 1)) + (2 * sheet.Margin), layout.Width);
            Assert.All(layout.Places, p => Assert.True(
                p.Left >= sheet.Margin && p.Top >= sheet.Margin && p.Left + p.Width <= layout.Width - sheet.Margin && p.Top + p.Height <= layout.Height - sheet.Margin, $"Seed {seed}: {p}"));
            for (var i = 0; i < layout.Places.Count; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    Assert.True(Apart(layout.Places[i], layout.Places[j], sheet.Gap), $"Seed {seed}: {layout.Places[i]} and {layout.Places[j]}.");
                }
            }
        }
    }

    [Fact]
    public void A_picture_over_two_rows_and_columns_covers_them_with_what_lies_between()
    {
        var sheet = new SheetDocument(
            [new(100), new(60), new(30)],
            [new(40, [new("a", Across: 2, Down: 2), new("b")]), new(50, [new("c", "cap")], "A title")],
            Gap: 5, Margin: 3, Lettering: 1);
        var layout = SheetLayout.Of(sheet);
        var line = new Lettering(1).LineHeight;

        Assert.Equal(("a", 3, 3, 165, 40 + 5 + line + 50), Seen(layout.Places[0]));
        Assert.Equal(("b", 173, 3, 30, 40), Seen(layout.Places[1]));
        Assert.Equal(("c", 173, 48 + line, 30, 50), Seen(layout.Places[2]));
        Assert.Equal((206, 3 + 40 + 5 + line + 50 + line + 3), (layout.Width, layout.Height));
    }

    [Fact]
    public void Captions_and_titles_stand_in_the_middle_of_what_they_name()
    {
        var sheet = new SheetDocument([new(90, "Left"), new(120, "Right")], [new(40, [null, new("a", "0.25")])]);
        var layout = SheetLayout.Of(sheet);
        var lettering = new Lettering(sheet.Lettering);

        Assert.Equal(["Left", "Right", "0.25"], layout.Lines.Select(line => line.Text));
        Assert.All(layout.Lines, line => Assert.InRange(line.Left + (lettering.Width(line.Text) / 2.0), line.Text == "Left" ? 48 : 157, line.Text == "Left" ? 50 : 159));
        Assert.Equal(layout.Places[0].Top + 40, layout.Lines[2].Top);
    }

    [Fact]
    public void A_row_with_a_picture_too_many_is_refused() =>
        Refused(new SheetDocument([new(90)], [new(40, [new("a"), new("b.png")])]), "b.png");

    [Fact]
    public void A_picture_over_another_is_refused() =>
        Refused(new SheetDocument([new(90), new(90)], [new(40, [null, new("a", Down: 2)]), new(40, [new("b.png", Across: 2)])]), "b.png");

    [Fact]
    public void A_picture_that_leaves_the_sheet_below_is_refused() =>
        Refused(new SheetDocument([new(90)], [new(40, [null]), new(40, [new("b.png", Down: 2)])]), "b.png");

    [Fact]
    public void A_caption_wider_than_its_picture_is_refused() =>
        Refused(new SheetDocument([new(30)], [new(40, [new("a", "a long caption")])]), "'a long caption'");

    [Fact]
    public void A_caption_with_an_unknown_letter_is_refused() =>
        Refused(new SheetDocument([new(300)], [new(40, [new("a", "groß")])]), "'ß'");

    [Fact]
    public void The_picture_of_the_read_me_has_the_size_that_its_sheet_says()
    {
        var images = Path.Combine(TestData.Repository, "docs", "images");
        var layout = SheetLayout.Of(SheetDocument.Read(Path.Combine(images, "examples.json")));
        var header = ImageCodecs.Default.ReadHeader(Path.Combine(images, "examples.jpg"));

        Assert.Equal((header.Width, header.Height), (layout.Width, layout.Height));
        Assert.Equal(12, layout.Places.Count);
    }

    private static void Refused(SheetDocument sheet, string named) =>
        Assert.Contains(named, Assert.Throws<ArtworkException>(() => SheetLayout.Of(sheet)).Message, StringComparison.Ordinal);

    private static (string Picture, int Left, int Top, int Width, int Height) Seen(SheetPlace place) =>
        (place.Cell.Picture, place.Left, place.Top, place.Width, place.Height);

    private static bool Apart(SheetPlace a, SheetPlace b, int gap) =>
        a.Left + a.Width + gap <= b.Left || b.Left + b.Width + gap <= a.Left || a.Top + a.Height + gap <= b.Top || b.Top + b.Height + gap <= a.Top;

    // Cells of random spans, each put where the first row or column that it would leave cuts it short.
    private static SheetDocument Drawn(SeededRandom random)
    {
        var (columns, rows) = (random.Range(1, 6), random.Range(1, 6));
        var taken = new bool[rows, columns];
        var lines = new List<SheetRow>();
        for (var row = 0; row < rows; row++)
        {
            var cells = new List<SheetCell?>();
            for (var column = 0; column < columns; column++)
            {
                if (taken[row, column])
                {
                    continue;
                }

                var down = Math.Min(random.Range(1, 4), rows - row);
                var across = 1;
                for (var i = 0; i < down; i++)
                {
                    taken[row + i, column] = true;
                }

                if (column + 1 < columns && !taken[row, column + 1] && random.Next() < 0.4f)
                {
                    across = 2;
                    for (var i = 0; i < down; i++)
                    {
                        taken[row + i, column + 1] = true;
                    }
                }

                cells.Add(new SheetCell($"{row},{column}", random.Next() < 0.5f ? "m" : null, across, down));
            }

            lines.Add(new SheetRow(random.Range(10, 50), cells, random.Next() < 0.3f ? "t" : null));
        }

        return new SheetDocument([.. Enumerable.Range(0, columns).Select(_ => new SheetColumn(random.Range(20, 60)))], lines, random.Range(0, 9), random.Range(0, 9));
    }
}
