using Xunit.Abstractions;
using Xunit.Sdk;

namespace StyleForge.Tests.TestKit.Tests;

public sealed class LongFirstTests
{
    [Fact]
    public void What_is_long_begins_first_and_the_rest_keeps_its_order()
    {
        var factory = new CollectionPerClassTestCollectionFactory(new TestAssembly(Reflector.Wrap(typeof(LongFirst).Assembly)), new NullMessageSink());
        ITestCollection[] collections = [.. ((Type[])[typeof(LongFirstTests), typeof(Short), typeof(Lengthy), typeof(GradientCheckTests)]).Select(type => factory.Get(Reflector.Wrap(type)))];

        Assert.Equal([collections[2], collections[0], collections[1], collections[3]], new LongFirst().OrderTestCollections(collections));
    }

    [Long]
    private sealed class Lengthy;

    private sealed class Short;
}
