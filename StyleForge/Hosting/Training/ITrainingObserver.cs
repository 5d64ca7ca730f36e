namespace StyleForge.Hosting.Training;

/// <summary>Is told what happens to a training.</summary>
internal interface ITrainingObserver
{
    /// <summary>Something happened. Called by one thread at a time.</summary>
    void Observe(TrainingEvent happened);
}
