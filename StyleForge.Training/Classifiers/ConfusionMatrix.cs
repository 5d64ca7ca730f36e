namespace StyleForge.Training.Classifiers;

/// <summary>How often each class was taken for each.</summary>
/// <param name="labels">The names of the classes.</param>
public sealed class ConfusionMatrix(IReadOnlyList<string> labels)
{
    private readonly int[,] _counts = new int[labels.Count, labels.Count];

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Labels { get; } = labels;

    /// <summary>How many examples of a class (the first) were taken for a class (the second).</summary>
    public int this[int truth, int guess] => _counts[truth, guess];

    /// <summary>Mean cross-entropy; 0 without examples.</summary>
    public double Loss => Total == 0 ? 0 : LossSum / Total;

    /// <summary>How many examples there were.</summary>
    public int Total { get; private set; }

    /// <summary>The share that was right, 0 to 1.</summary>
    public double Accuracy => (double)Enumerable.Range(0, Labels.Count).Sum(label => _counts[label, label]) / Math.Max(1, Total);

    private double LossSum { get; set; }

    /// <summary>Counts an example.</summary>
    public void Add(int truth, int guess)
    {
        _counts[truth, guess]++;
        Total++;
    }

    /// <summary>Adds the summed cross-entropy of some examples.</summary>
    public void AddLoss(double sum) => LossSum += sum;

    /// <summary>Examples of a class.</summary>
    public int Truths(int label) => Enumerable.Range(0, Labels.Count).Sum(guess => _counts[label, guess]);

    /// <summary>The share of a class's examples that were seen as such, 0 to 1; 0 without any.</summary>
    public double Recall(int label) => (double)_counts[label, label] / Math.Max(1, Truths(label));

    /// <summary>The share of the examples taken for a class that were of it, 0 to 1; 0 without any.</summary>
    public double Precision(int label) => (double)_counts[label, label] / Math.Max(1, Enumerable.Range(0, Labels.Count).Sum(truth => _counts[truth, label]));
}
