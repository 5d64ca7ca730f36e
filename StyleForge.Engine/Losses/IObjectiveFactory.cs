using StyleForge.Engine.Settings;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Losses;

/// <summary>Makes objectives. The seam behind which another backend, such as one on a graphics processor, takes the place of this one.</summary>
public interface IObjectiveFactory
{
    /// <summary>Where the features come from, for reports: the network and its weights.</summary>
    string Features { get; }

    /// <summary>SHA-256 of the weights, lower-case hexadecimal.</summary>
    string WeightsSha256 { get; }

    /// <summary>Bytes of the network's weights, as they are and as its kernels keep them.</summary>
    /// <param name="settings">The taps, which say how deep the network goes.</param>
    long WeightBytes(RenderSettings settings);

    /// <summary>Says what <see cref="Create"/> and the evaluations will take of memory.</summary>
    /// <param name="settings">Taps and weights.</param>
    /// <param name="sizes">The pictures of the level.</param>
    /// <param name="networkBytes">The most bytes that a run of the network may take.</param>
    /// <param name="threads">Threads to count scratch memory for.</param>
    ObjectiveForecast Forecast(RenderSettings settings, LevelSizes sizes, long networkBytes, int threads);

    /// <summary>Computes the targets of one pyramid level and fixes them.</summary>
    /// <param name="settings">Taps, weights and normalisation.</param>
    /// <param name="pictures">The pictures of the level.</param>
    /// <param name="networkBytes">The most bytes that a run of the network may take; a picture that needs more goes through in windows.</param>
    /// <param name="pool">Where the objective rents its memory until it is disposed.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <returns>An objective for planar RGB pictures of the content's size; the caller disposes it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; everything rented is back in the pool.</exception>
    IObjective<float> Create(RenderSettings settings, LevelPictures pictures, long networkBytes, TensorPool pool, CancellationToken cancellation);
}
