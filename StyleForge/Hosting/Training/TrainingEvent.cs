using StyleForge.Training.Classifiers;
using StyleForge.Training.Learning;
using StyleForge.Training.Pictures;

namespace StyleForge.Hosting.Training;

/// <summary>Something that happened to a training.</summary>
internal abstract record TrainingEvent;

/// <summary>A file of the pictures was looked at.</summary>
/// <param name="Progress">How far it is.</param>
internal sealed record PictureRead(TrainingPictureProgress Progress) : TrainingEvent;

/// <summary>All pictures are in memory.</summary>
/// <param name="Pictures">The pictures.</param>
internal sealed record PicturesRead(TrainingPictures Pictures) : TrainingEvent;

/// <summary>The first step follows.</summary>
/// <param name="Step">Steps done before: those of the checkpoint.</param>
/// <param name="Length">How long the training is.</param>
/// <param name="Device">Where it runs.</param>
/// <param name="Recipe">All that decides the result, in words.</param>
internal sealed record TrainingBegun(int Step, TrainingLength Length, string Device, string Recipe) : TrainingEvent;

/// <summary>A step is done.</summary>
/// <param name="Reach">How far it is.</param>
/// <param name="Length">How long the training is.</param>
/// <param name="Loss">The last point of the curve, or null before the first.</param>
/// <param name="Remaining">The time that is left; null while that cannot be told.</param>
internal sealed record StepDone(TrainingReach Reach, TrainingLength Length, double? Loss, TimeSpan? Remaining) : TrainingEvent;

/// <summary>The curve has another point.</summary>
/// <param name="Point">The point.</param>
/// <param name="PartNames">The names of its parts.</param>
/// <param name="Length">How long the training is.</param>
/// <param name="PicturesPerSecond">Pictures that were learned from in a second; null while that cannot be told.</param>
/// <param name="Remaining">The time that is left; null while that cannot be told.</param>
internal sealed record CurveGrown(TrainingPoint Point, IReadOnlyList<string> PartNames, TrainingLength Length, double? PicturesPerSecond, TimeSpan? Remaining) : TrainingEvent;

/// <summary>A checkpoint and the weights so far are written.</summary>
/// <param name="Step">Steps done.</param>
internal sealed record CheckpointWritten(int Step) : TrainingEvent;

/// <summary>All labelled examples are in memory, and the network for them is known.</summary>
/// <param name="Counts">How many there are.</param>
/// <param name="Network">The network's name.</param>
/// <param name="Parameters">How many numbers it has learned or learns.</param>
internal sealed record ExamplesRead(ExampleCounts Counts, string Network, long Parameters) : TrainingEvent;

/// <summary>An epoch of a classifier's training is done.</summary>
/// <param name="Point">What it came to.</param>
/// <param name="Epochs">How many there are to be.</param>
/// <param name="IsBest">True where none before it did better on the held-out examples.</param>
/// <param name="Remaining">The time that is left; null while that cannot be told.</param>
internal sealed record EpochDone(EpochPoint Point, int Epochs, bool IsBest, TimeSpan? Remaining) : TrainingEvent;
