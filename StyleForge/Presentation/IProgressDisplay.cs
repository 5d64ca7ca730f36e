using StyleForge.Engine.Running;

namespace StyleForge.Presentation;

/// <summary>Shows what happens to a batch while it runs.</summary>
internal interface IProgressDisplay : IRenderObserver
{
    /// <summary>Does the work with the display around it, and returns what the work returned.</summary>
    T During<T>(Func<T> work);

    /// <summary>Says a line that only <c>--verbose</c> asks for. Called from any thread.</summary>
    void Say(string line);

    /// <summary>Says that the wish to stop was heard. Called from any thread.</summary>
    void SayStopping();
}
