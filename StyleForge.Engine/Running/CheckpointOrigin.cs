using System.Globalization;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Models.Kernels;

namespace StyleForge.Engine.Running;

/// <summary>What a checkpoint is of. It serves only a render that agrees in all of it, because any other would not go on to the bit.</summary>
/// <param name="PlanHash">The <see cref="Output.PlanHash"/>: settings, levels, and the bytes of inputs and weights.</param>
/// <param name="Version">Version of StyleForge.</param>
/// <param name="Backend">What computes the objective, and on which device.</param>
/// <param name="VectorBits">Widest vector the kernels use, in bits.</param>
/// <param name="Memory">The windows and the remembered steps of each level.</param>
/// <param name="Iterations">The iterations of each level, which are part of the plan as well.</param>
internal sealed record CheckpointOrigin(string PlanHash, string Version, string Backend, int VectorBits, string Memory, string Iterations)
{
    /// <summary>That of a render on this machine.</summary>
    public static CheckpointOrigin Of(RenderPlan plan, Func<string, string> hashOf, string weightsSha256, string backend, IEnumerable<LevelMemory> levels) => new(
        Output.PlanHash.Of(plan, hashOf, weightsSha256),
        ProductVersion.Text,
        backend,
        VectorWidth.Bits,
        string.Join(", ", levels.Select(level => string.Create(
            CultureInfo.InvariantCulture, $"{level.Windows} of {level.WindowWidth}×{level.WindowHeight} with {level.History}"))),
        IterationsOf(plan.Levels));

    /// <summary>The iterations of levels, as origins have them.</summary>
    public static string IterationsOf(IEnumerable<LevelPlan> levels) =>
        string.Join(' ', levels.Select(level => level.Iterations.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Writes an origin, or reads one.</summary>
    /// <param name="state">Where to, or where from.</param>
    /// <param name="origin">What is written; null to read.</param>
    public static CheckpointOrigin Exchange(StateExchange state, CheckpointOrigin? origin = null)
    {
        var (plan, version, backend, vectorBits, memory, iterations) = origin ?? new CheckpointOrigin("", "", "", 0, "", "");
        state.Exchange(ref plan);
        state.Exchange(ref version);
        state.Exchange(ref backend);
        state.Exchange(ref vectorBits);
        state.Exchange(ref memory);
        state.Exchange(ref iterations);
        return new CheckpointOrigin(plan, version, backend, vectorBits, memory, iterations);
    }

    /// <summary>Why a render of another origin cannot go on from a checkpoint of this one, in a clause that follows the file's name; null where it can.</summary>
    public string? Hindrance(CheckpointOrigin render) => this switch
    {
        _ when Version != render.Version => $"was kept by version {Version}, and this is {render.Version}",
        _ when PlanHash != render.PlanHash => "is of other pictures, weights or settings",
        _ when Backend != render.Backend => $"was kept on {Backend}, and this is {render.Backend}",
        _ when VectorBits != render.VectorBits => $"was kept with vectors of {VectorBits} bits, and here they have {render.VectorBits}",
        _ when Memory != render.Memory => "was kept in other windows or with other remembered steps, which --memory and --parallel decide",
        _ => null,
    };
}
