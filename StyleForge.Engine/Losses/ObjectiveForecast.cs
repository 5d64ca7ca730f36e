using StyleForge.Engine.Tiling;

namespace StyleForge.Engine.Losses;

/// <summary>What an objective will take of memory.</summary>
/// <param name="Windows">How the picture goes through the network.</param>
/// <param name="RunBytes">What the run of the network rents for that.</param>
/// <param name="MostRunBytes">The most that any run rents, those over the styles included.</param>
/// <param name="LossBytes">What the losses rent beside it, and what a call borrows.</param>
/// <param name="StyleBytes">What is rented at most before that, while the styles are looked at.</param>
/// <param name="Fits">False where even the smallest windows take more than the network was allowed; the numbers are theirs.</param>
public sealed record ObjectiveForecast(WindowPlan Windows, long RunBytes, long MostRunBytes, long LossBytes, long StyleBytes, bool Fits);
