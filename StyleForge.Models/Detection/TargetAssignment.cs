namespace StyleForge.Models.Detection;

/// <summary>Which output, anchor and cell of a YOLO network answers for which object.</summary>
/// <param name="heads">The outputs.</param>
/// <param name="grids">For each output its rows and columns.</param>
/// <param name="width">Pixels across of what the network sees.</param>
/// <param name="height">Pixels down of what the network sees.</param>
public sealed class TargetAssignment(IReadOnlyList<DetectionHead> heads, IReadOnlyList<(int Rows, int Columns)> grids, int width, int height)
{
    /// <summary>
    /// Gives each object the cell that its middle lies in, and there the anchor that is most like it, of whichever output. Where several objects want one
    /// anchor of one cell, the one that is most like it has it, and the others take the next best that is free; an object for which none is free is left out.
    /// </summary>
    /// <param name="objects">Boxes with an area whose middles lie on the picture, in pixels of what the network sees.</param>
    public IReadOnlyList<GridTarget> Assign(IReadOnlyList<AnnotatedObject> objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        var wishes =
            from annotated in objects
            let size = new Anchor(annotated.Box.Width, annotated.Box.Height)
            let choices = Choices(size)
            orderby choices[0].Overlap descending
            select (annotated, choices);
        var taken = new HashSet<(int Head, int Anchor, int Row, int Column)>();
        var targets = new List<GridTarget>();
        foreach (var (annotated, choices) in wishes)
        {
            foreach (var (head, anchor, _) in choices)
            {
                var (rows, columns) = grids[head];
                var (x, y) = (annotated.Box.CentreX * columns / width, annotated.Box.CentreY * rows / height);
                var (column, row) = (Math.Clamp((int)x, 0, columns - 1), Math.Clamp((int)y, 0, rows - 1));
                if (taken.Add((head, anchor, row, column)))
                {
                    var size = heads[head].Anchors[anchor];
                    targets.Add(new GridTarget(
                        head, anchor, row, column, x - column, y - row, Math.Log(annotated.Box.Width / size.Width), Math.Log(annotated.Box.Height / size.Height), annotated.Class));
                    break;
                }
            }
        }

        return targets;
    }

    /// <summary>The box that a target stands for, in pixels of what the network sees.</summary>
    /// <param name="target">The target.</param>
    public Box BoxOf(GridTarget target)
    {
        var (rows, columns) = grids[target.Head];
        var anchor = heads[target.Head].Anchors[target.Anchor];
        return Box.Around(
            (target.Column + target.X) * width / columns,
            (target.Row + target.Y) * height / rows,
            Math.Exp(target.LogWidth) * anchor.Width,
            Math.Exp(target.LogHeight) * anchor.Height);
    }

    // All anchors, the one that is most like the object first.
    private (int Head, int Anchor, double Overlap)[] Choices(Anchor size) =>
    [
        .. heads.SelectMany((head, place) => head.Anchors.Select((anchor, number) => (place, number, anchor.IntersectionOverUnion(size))))
            .OrderByDescending(choice => choice.Item3),
    ];
}
