namespace StyleForge.Models.Classification;

/// <summary>What the classes of a network are called.</summary>
/// <param name="Name">The name of the set: <c>imagenet</c>.</param>
/// <param name="Labels">One for each class, in the network's order.</param>
public sealed record LabelSet(string Name, IReadOnlyList<string> Labels)
{
    /// <summary>True where the classes are the same, in one order, whatever the sets are called.</summary>
    public bool Equals(LabelSet? other) => other is not null && Labels.SequenceEqual(other.Labels);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Labels.Count, Labels[0], Labels[^1]);
}
