using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>Shows what happens to a training while it runs.</summary>
internal interface ITrainingDisplay : ITrainingObserver
{
    /// <summary>Does the work with the display around it, and returns what the work returned.</summary>
    T During<T>(Func<T> work);
}
