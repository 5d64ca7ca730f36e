namespace StyleForge.Tests.TestKit;

/// <summary>Tests that count the tensors of the whole process run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CountedTensors
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Counted tensors";
}
