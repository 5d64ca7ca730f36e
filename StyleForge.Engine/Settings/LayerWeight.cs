namespace StyleForge.Engine.Settings;

/// <summary>A tap of the network and how much it counts.</summary>
/// <param name="Tap">The tap's name: <c>relu4_2</c>.</param>
/// <param name="Weight">Above 0; relative to the other taps of the same list, which are divided by their sum.</param>
public sealed record LayerWeight(string Tap, double Weight)
{
    /// <summary><c>relu4_2</c> where the weight is 1, else <c>relu4_2:0.5</c>.</summary>
    public override string ToString() => Weight == 1 ? Tap : FormattableString.Invariant($"{Tap}:{Weight}");
}
