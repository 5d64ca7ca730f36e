using StyleForge.Engine.Imaging;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Running;

/// <summary>Looks at pictures while they are made.</summary>
public interface IPreview
{
    /// <summary>True to be shown the picture as it is; asked after each iteration, on a thread that renders: be quick.</summary>
    bool IsDue(RenderPlan plan);

    /// <summary>Shows the picture; it changes after the call.</summary>
    /// <param name="plan">What is being made.</param>
    /// <param name="picture">The picture at the size of its level, without the margin; samples may lie beyond 0 and 1.</param>
    void Show(RenderPlan plan, Picture picture);
}
