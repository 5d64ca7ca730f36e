using Xunit.Abstractions;

namespace StyleForge.Tests.TestKit;

/// <summary>Lets the classes marked <see cref="LongAttribute"/> begin first, and the others follow in the order that they had.</summary>
public sealed class LongFirst : ITestCollectionOrderer
{
    // xunit names the collection of a class so.
    private const string OfClass = "Test collection for ";

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(collection => IsLong(collection.DisplayName));

    private static bool IsLong(string collection) =>
        collection.StartsWith(OfClass, StringComparison.Ordinal)
        && typeof(LongFirst).Assembly.GetType(collection[OfClass.Length..]) is { } type
        && type.IsDefined(typeof(LongAttribute), inherit: false);
}
