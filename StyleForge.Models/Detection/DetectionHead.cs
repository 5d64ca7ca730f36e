using StyleForge.Models.Tensors;

namespace StyleForge.Models.Detection;

/// <summary>
/// One output of a YOLO network: a grid over the picture, with some anchors in each cell (Redmon and Farhadi 2018, section 2). For each anchor the layer has
/// <c>5 + classes</c> channels: the middle's place in the cell, and the logarithms of how many times the anchor's width and height the box has; whether an
/// object is there; and the classes.
/// </summary>
/// <param name="Tap">The layer, <c>(1, anchors · (5 + classes), rows, columns)</c>, before any function.</param>
/// <param name="Anchors">In pixels of what the network sees.</param>
/// <param name="Classes">How many classes.</param>
public sealed record DetectionHead(string Tap, IReadOnlyList<Anchor> Anchors, int Classes)
{
    /// <summary>How far beyond its cell a middle can lie: it is <c>scale · logistic(x) − (scale − 1) / 2</c> (Bochkovskiy et al. 2020, section 3.4). 1 for not at all.</summary>
    public double CentreScale { get; init; } = 1;

    /// <summary>True where one class is right at most, so that classes are probabilities by softmax and not each by itself.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>Channels of the layer.</summary>
    public int Channels => Anchors.Count * (5 + Classes);

    /// <summary>Reads the objects out of the layer.</summary>
    /// <param name="layer">The activations of one picture.</param>
    /// <param name="width">Pixels across of what the network sees.</param>
    /// <param name="height">Pixels down of what the network sees.</param>
    /// <param name="threshold">What the probability of an object, and its product with a class's, must be above.</param>
    /// <returns>Every class of every box that is above the threshold, not yet suppressed, in pixels of what the network sees.</returns>
    /// <exception cref="ArgumentException">The layer has other channels.</exception>
    public IReadOnlyList<DetectedObject> Decode(FeatureMap<float> layer, int width, int height, double threshold)
    {
        if (layer.Shape.Rank != 4 || layer.Shape[0] != 1 || layer.Shape[1] != Channels)
        {
            throw new ArgumentException($"{Tap} has the shape {layer.Shape}, but {Anchors.Count} anchors with {Classes} classes take (1, {Channels}, rows, columns).", nameof(layer));
        }

        var found = new List<DetectedObject>();
        var (rows, columns) = (layer.Shape[2], layer.Shape[3]);
        var classes = new double[Classes];
        for (var anchor = 0; anchor < Anchors.Count; anchor++)
        {
            var first = anchor * (5 + Classes);
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    var objectness = Logistic(layer[first + 4, row, column]);
                    if (!(objectness > threshold))
                    {
                        continue;
                    }

                    var box = Box.Around(
                        (column + Place(layer[first, row, column])) * width / columns,
                        (row + Place(layer[first + 1, row, column])) * height / rows,
                        Math.Exp(layer[first + 2, row, column]) * Anchors[anchor].Width,
                        Math.Exp(layer[first + 3, row, column]) * Anchors[anchor].Height);
                    Probabilities(layer, first + 5, row, column, classes);
                    for (var number = 0; number < Classes; number++)
                    {
                        if (objectness * classes[number] is var score && score > threshold)
                        {
                            found.Add(new DetectedObject(box, number, score));
                        }
                    }
                }
            }
        }

        return found;
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private double Place(double x) => (CentreScale * Logistic(x)) - ((CentreScale - 1) / 2);

    private void Probabilities(FeatureMap<float> layer, int first, int row, int column, double[] classes)
    {
        for (var number = 0; number < classes.Length; number++)
        {
            classes[number] = layer[first + number, row, column];
        }

        if (!IsExclusive)
        {
            for (var number = 0; number < classes.Length; number++)
            {
                classes[number] = Logistic(classes[number]);
            }

            return;
        }

        var most = classes.Max();
        var sum = classes.Sum(each => Math.Exp(each - most));
        for (var number = 0; number < classes.Length; number++)
        {
            classes[number] = Math.Exp(classes[number] - most) / sum;
        }
    }
}
