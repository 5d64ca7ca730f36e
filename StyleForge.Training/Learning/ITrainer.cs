using StyleForge.Models.Tensors;
using static TorchSharp.torch;

namespace StyleForge.Training.Learning;

/// <summary>What differs between kinds of training, once libtorch is loaded: a <see cref="NetworkTraining{TPoint}"/> walks through its steps.</summary>
/// <typeparam name="TPoint">What the steps come to, from time to time.</typeparam>
internal interface ITrainer<TPoint> : IDisposable
    where TPoint : class
{
    /// <summary>All that decides what comes of it, in words: two trainings share them only if they are alike.</summary>
    string Recipe { get; }

    /// <summary>Where it runs.</summary>
    Device Device { get; }

    /// <summary>The learning rate that was asked for, to be named where it was too high.</summary>
    double LearningRate { get; }

    /// <summary>True where the time it takes decides what comes of it, and belongs to its state.</summary>
    bool IsTimed => false;

    /// <summary>How much of it is done, 0 to 1; from 1 on it is at its end.</summary>
    /// <param name="steps">Steps done.</param>
    /// <param name="seconds">Seconds trained.</param>
    double Done(int steps, double seconds);

    /// <summary>Does a step.</summary>
    /// <param name="steps">Steps done before it.</param>
    /// <param name="done">How much of the training was done before it.</param>
    void Step(int steps, double done);

    /// <summary>What the steps have come to; null where it is not yet time to say so.</summary>
    /// <param name="steps">Steps done, one or more.</param>
    /// <param name="isDone">True after the last step.</param>
    TPoint? Look(int steps, bool isDone);

    /// <summary>All that goes on from step to step, by name: in a checkpoint, and of one length from beginning to end.</summary>
    IReadOnlyList<(string Name, Tensor Numbers)> Numbers();

    /// <summary>What a checkpoint holds besides; whoever takes it disposes it, and <see cref="Restore"/> gets it back.</summary>
    IReadOnlyList<(string Name, Tensor<float> Tensor)> Besides() => [];

    /// <summary>Goes on from a checkpoint whose <see cref="Numbers"/> are in their places.</summary>
    /// <param name="saved">All that the checkpoint holds, by name; it stays its owner's.</param>
    /// <param name="steps">Steps done.</param>
    /// <exception cref="ArgumentException">A part of it was lost.</exception>
    void Restore(IReadOnlyDictionary<string, Tensor<float>> saved, int steps)
    {
    }

    /// <summary>The weights that the training has come to, as weight files have them.</summary>
    /// <returns>Names and tensors; the caller disposes the tensors.</returns>
    IReadOnlyList<(string Name, Tensor<float> Tensor)> Weights();
}
