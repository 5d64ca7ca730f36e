using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Training;

/// <summary>
/// What a network is trained to do: a loss that is a mean over items, each of a few pictures. Beside the network's own
/// parameters there is a head: numbers that are learned too, used in training only, and thrown away.
/// </summary>
public interface ITrainingTask : IDisposable
{
    /// <summary>Items of a step.</summary>
    int Items { get; }

    /// <summary>The names of the loss's parts.</summary>
    IReadOnlyList<string> PartNames { get; }

    /// <summary>Numbers of the head.</summary>
    int HeadLength { get; }

    /// <summary>Sets the head's first values.</summary>
    void DrawHead(Span<float> head);

    /// <summary>Begins a step: nothing of the steps before matters but where <see cref="Restart"/> says so.</summary>
    /// <param name="step">The step's number, which with the seed decides everything that is drawn.</param>
    /// <param name="head">The head as it is now.</param>
    void Begin(int step, ReadOnlySpan<float> head);

    /// <summary>Forgets what steps hand on to each other, as a run that goes on from a checkpoint must.</summary>
    /// <param name="step">The step that follows.</param>
    void Restart(int step);

    /// <summary>One item of the step. Items of a step are independent of each other and go side by side.</summary>
    /// <param name="item">The item's number.</param>
    /// <param name="worker">Which thread does it.</param>
    /// <param name="networkGradient">The gradient by the network's parameters, added to.</param>
    /// <param name="headGradient">The gradient by the head, added to.</param>
    /// <param name="parts">
    /// The parts of the loss, overwritten; the mean over all items is the step's. They are what people follow, so a task may leave
    /// the weights out with which the gradients are added.
    /// </param>
    void Do(int item, int worker, Tensor<float> networkGradient, Span<float> headGradient, Span<double> parts);
}
