using StyleForge.Engine.Imaging;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Detection;
using StyleForge.Models.Tensors;
using StyleForge.Training.Features;
using static TorchSharp.torch;

namespace StyleForge.Training.Detectors;

/// <summary>Trains a detector that is one network, all of whose outputs are looked at after one pass.</summary>
/// <param name="detector">The detector.</param>
/// <param name="recipe">How.</param>
public sealed class DetectorTrainer(DetectorDescription detector, DetectorRecipe recipe)
{
    /// <summary>Trains from random weights. On a processor the same recipe and examples give the same weights with the same number of threads.</summary>
    /// <param name="examples">One or more.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">Threads of a processor to work on.</param>
    /// <param name="progress">Is told each step, from 1, with its loss.</param>
    /// <param name="cancellation">Ends it between two steps.</param>
    /// <returns>Names and tensors as weight files have them; the caller disposes the tensors.</returns>
    /// <exception cref="OptimisationException">The loss is no number any more.</exception>
    /// <exception cref="OperationCanceledException">It was asked to end.</exception>
    /// <exception cref="StyleForge.Models.Torch.TorchUnavailableException">libtorch or the device cannot be used.</exception>
    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Train(
        IReadOnlyList<DetectorExample> examples, string device, int threads, Action<int, double> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(progress);
        var found = TrainingDevice.Find(device, threads);
        var losses = Losses();
        var biases = losses.ToDictionary(loss => loss.Tap, loss => loss.FirstBiases);
        using var learner = new Learner(detector.Network, recipe.Seed, biases, found);
        var batches = new ExampleOrder(examples, detector, recipe);
        for (var step = 0; step < recipe.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (frames, objects) = batches.Next();
            var outputs = learner.Forward(tensor(frames, [recipe.Batch, Picture.Channels, detector.Height, detector.Width], device: found), [.. detector.Taps]);
            var loss = losses.Select(each => each.Of(outputs[each.Tap], objects)).Aggregate((sum, each) => sum + each);
            var value = loss.cpu().item<float>();
            if (!float.IsFinite(value))
            {
                throw new OptimisationException($"The loss is no longer a number at step {step + 1}: lower the learning rate ({recipe.Rate}).");
            }

            loss.backward();
            learner.Step(recipe.RateAt(step));
            progress(step + 1, value);
        }

        return learner.Export();
    }

    private IReadOnlyList<IOutputLoss> Losses() => detector switch
    {
        GridDetector grid => [.. grid.Heads.Select(head => new GridLoss(head, grid.Width, grid.Height))],
        OneObjectDetector one => [new OneObjectLoss(one)],
        _ => throw new NotSupportedException($"{detector.GetType().Name} is not trained so."),
    };
}
