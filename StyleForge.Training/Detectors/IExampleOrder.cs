namespace StyleForge.Training.Detectors;

/// <summary>Gives the pictures of a step, with what is to be found on each.</summary>
/// <typeparam name="TObject">What is to be found.</typeparam>
internal interface IExampleOrder<TObject>
{
    /// <summary>The pictures of a step, which depend on its number alone.</summary>
    /// <param name="step">Steps done before it.</param>
    /// <returns><c>(batch, 3, height, width)</c>, RGB, 0 to 1, and for each picture its objects, in pixels of what the network sees.</returns>
    (float[] Frames, IReadOnlyList<IReadOnlyList<TObject>> Objects) Take(int step);
}
