using System.Text.Json;

namespace StyleForge.Web;

/// <summary>What has changed since the last one; the first one of a stream tells everything.</summary>
/// <param name="Paused">True while no job is to be taken.</param>
/// <param name="Order">The ids of all jobs, in their order: whichever is not among them is gone.</param>
/// <param name="Changed">The jobs that are new or look otherwise than before, each a job as <c>/api/v1/jobs</c> tells it.</param>
internal sealed record QueueChange(bool Paused, IReadOnlyList<string> Order, IReadOnlyList<JsonElement> Changed);
