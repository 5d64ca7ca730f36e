using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Objectives;

/// <summary>A pyramid level that a backend has planned: it knows what it costs, and makes the objective just so.</summary>
public interface ILevel
{
    /// <summary>What the objective takes, and how the picture goes through the network.</summary>
    LevelCost Cost { get; }

    /// <summary>Computes the targets of the level and fixes them.</summary>
    /// <param name="pictures">The pictures of the level, of the sizes it was planned for.</param>
    /// <param name="pool">Where memory of the machine is rented until the objective is disposed.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <returns>An objective for planar RGB pictures of the content's size; the caller disposes it. Its evaluations may throw <see cref="BackendException"/>.</returns>
    /// <exception cref="ArgumentException">A picture has another size.</exception>
    /// <exception cref="BackendException">The device failed or ran out of memory; nothing stays taken.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; everything rented is back in the pool.</exception>
    IObjective<float> Make(LevelPictures pictures, TensorPool pool, CancellationToken cancellation);
}
