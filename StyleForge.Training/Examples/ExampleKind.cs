namespace StyleForge.Training.Examples;

/// <summary>How labelled examples lie in files.</summary>
public enum ExampleKind
{
    /// <summary>A folder with a folder of pictures for each class.</summary>
    Pictures,

    /// <summary>A folder with idx files, as the MNIST data sets have them: pictures and labels apart, packed by gzip or not.</summary>
    Idx,

    /// <summary>A table as text: a row an example, a column its label, the others its numbers.</summary>
    Signals,

    /// <summary>A folder with a folder of NumPy arrays (.npy) for each class.</summary>
    Volumes,
}
