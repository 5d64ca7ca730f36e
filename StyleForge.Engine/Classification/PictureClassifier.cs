using StyleForge.Engine.Imaging;
using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Classification;

/// <summary>A network that says what is on a picture.</summary>
public sealed class PictureClassifier : IDisposable
{
    private readonly Network<float> _network;
    private readonly PicturePreparation _preparation;
    private readonly TensorPool _pool = new();
    private readonly NetworkRun<float> _run;

    /// <summary>Sets a network up.</summary>
    /// <param name="network">The network, which is this classifier's own from here on, also where it is refused.</param>
    /// <param name="labels">The labels of its classes.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <exception cref="ArgumentException">The network gives no probabilities of as many classes; the sentence says what it gives.</exception>
    public PictureClassifier(Network<float> network, LabelSet labels, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(labels);
        try
        {
            (_network, Labels) = (network, labels);
            var description = network.Description;
            if (description.Layers[^1] is not SoftmaxDescription || description.Shapes(description.Facts.Source)[^1] != [1, labels.Labels.Count])
            {
                throw new ArgumentException(
                    $"{network.WeightsOrigin} ends with {description.Layers[^1].Tap} of shape {description.Shapes(description.Facts.Source)[^1]}, and not with the probabilities of the {labels.Labels.Count} classes of {labels.Name}.",
                    nameof(network));
            }

            _preparation = new PicturePreparation(description, workers);
            _run = network.Prepare(description.Facts.Source, [description.Layers[^1].Tap], workers, _pool, isForwardOnly: true);
        }
        catch
        {
            network.Dispose();
            _pool.Dispose();
            throw;
        }
    }

    /// <summary>The network's name.</summary>
    public string Name => _network.Description.Name;

    /// <summary>What its classes are called.</summary>
    public LabelSet Labels { get; }

    /// <summary>True where the network is shown pieces of a picture, of which there may be several.</summary>
    public bool IsCropped => _preparation.IsCropped;

    /// <summary>Says how likely each class is.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="crops">How many pieces of it to look at: see <see cref="PicturePreparation.Prepare"/>.</param>
    /// <returns>A probability for each label, the mean over the pieces.</returns>
    /// <exception cref="ArgumentException">The picture cannot be shown to the network; the clause can follow the picture's name.</exception>
    public double[] Classify(Picture picture, int crops = 1) => Probabilities.Mean([.. _preparation.Prepare(picture, crops).Select(Look)]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _pool.Dispose();
        _network.Dispose();
    }

    private double[] Look(float[] piece)
    {
        piece.CopyTo(_run.Source.Span);
        _run.Forward();
        using var probabilities = new Tensor<float>([1, Labels.Labels.Count]);
        _run.Tap(_network.Description.Layers[^1].Tap).CopyTo(probabilities);
        return [.. probabilities.Span.ToArray().Select(probability => (double)probability)];
    }
}
