namespace StyleForge.Training.Embeddings;

/// <summary>How an embedding does at questions of one shot.</summary>
/// <param name="Name">Which questions: <c>held out</c>.</param>
/// <param name="Ways">Choices of each.</param>
/// <param name="Tasks">How many.</param>
/// <param name="Right">How many of them it answers rightly.</param>
public sealed record OneShotResult(string Name, int Ways, int Tasks, int Right)
{
    /// <summary>The share of right answers, 0 to 1.</summary>
    public double Accuracy => Right / (double)Tasks;

    /// <summary>The standard error of that share, were the questions independent.</summary>
    public double Error => Math.Sqrt(Accuracy * (1 - Accuracy) / Tasks);
}
