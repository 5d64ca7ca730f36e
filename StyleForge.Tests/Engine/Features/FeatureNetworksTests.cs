using StyleForge.Engine.Features;
using StyleForge.Engine.Settings;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;

namespace StyleForge.Tests.Engine.Features;

public sealed class FeatureNetworksTests
{
    [Fact]
    public void Threads_that_ask_at_once_for_the_same_network_get_the_same_one()
    {
        var settings = (from pooling in (PoolingKind[])[PoolingKind.Maximum, PoolingKind.Average]
                        from padding in (BorderMode[])[BorderMode.Zero, BorderMode.Reflect, BorderMode.Replicate]
                        select SettingsResolver.Resolve([]).Settings! with { Pooling = pooling, Padding = padding }).ToArray();
        using var networks = new FeatureNetworks(_ => null);
        using var together = new Barrier(4);
        var got = new Network<float>[together.ParticipantCount][];

        var threads = Enumerable.Range(0, got.Length).Select(i => new Thread(() =>
        {
            together.SignalAndWait();
            got[i] = [.. settings.Select(networks.Get)];
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(settings.Length, got[0].Distinct().Count());
        Assert.All(got, each => Assert.Equal(got[0], each));
    }
}
