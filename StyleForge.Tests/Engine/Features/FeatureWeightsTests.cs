using StyleForge.Engine.Features;
using StyleForge.Engine.Settings;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Features;

public sealed class FeatureWeightsTests
{
    [Fact]
    public void Threads_that_ask_at_once_get_the_same_weights_whatever_pooling_and_borders_they_want()
    {
        var settings = (from pooling in (PoolingKind[])[PoolingKind.Maximum, PoolingKind.Average]
                        from padding in (BorderMode[])[BorderMode.Zero, BorderMode.Reflect, BorderMode.Replicate]
                        select SettingsResolver.Resolve([]).Settings! with { Pooling = pooling, Padding = padding }).ToArray();
        using var store = new FeatureWeights(_ => null);
        using var together = new Barrier(4);
        var got = new NetworkWeights<float>[together.ParticipantCount][];

        var threads = Enumerable.Range(0, got.Length).Select(i => new Thread(() =>
        {
            together.SignalAndWait();
            got[i] = [.. settings.Select(store.Get)];
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Single(got.SelectMany(each => each).Distinct());
        Assert.Equal(1, store.Reads);
    }

    [Fact]
    public void A_sweep_over_pooling_and_borders_reads_its_file_once()
    {
        using var folder = new TemporaryFolder();
        using var forge = RandomWeights.Make(NarrowVgg.Network, 3, "relu3_1");
        var path = folder.File("weights.safetensors");
        WeightFile.Write(path, forge);
        var sweep = (from pooling in (PoolingKind[])[PoolingKind.Maximum, PoolingKind.Average]
                     from padding in (BorderMode[])[BorderMode.Zero, BorderMode.Reflect, BorderMode.Replicate]
                     select Looking("relu2_1") with { WeightsFile = path, Pooling = pooling, Padding = padding }).ToArray();
        using var store = new FeatureWeights(_ => null);
        store.Expect(sweep);
        var first = store.Get(sweep[0]);

        // Whoever reads it again will not find it.
        File.Delete(path);

        Assert.All(sweep, settings => Assert.Same(first, store.Get(settings)));
        Assert.Equal(1, store.Reads);
        Assert.Equal(forge.Names.Where(name => name.Split('.')[1] is "0" or "2" or "5").Sum(name => 4L * forge[name].Length), first.Bytes);
    }

    [Fact]
    public void Weights_are_kept_down_to_the_deepest_layer_that_is_expected()
    {
        var (shallow, deep) = (Looking("relu2_1"), Looking("relu3_1"));
        using var store = new FeatureWeights(_ => null);
        store.Expect([shallow, deep]);

        Assert.Equal("relu3_1", store.Get(shallow).Description.Taps[^1].Name);
        Assert.Same(store.Get(shallow), store.Get(deep));
        Assert.Equal(1, store.Reads);
    }

    [Fact]
    public void What_nobody_expected_is_read_again_deeper_and_the_first_weights_stay_usable()
    {
        using var store = new FeatureWeights(_ => null);
        var first = store.Get(Looking("relu2_1"));
        var second = store.Get(Looking("relu4_1"));

        Assert.Equal(("relu2_1", "relu4_1", 2), (first.Description.Taps[^1].Name, second.Description.Taps[^1].Name, store.Reads));
        Assert.Equal(first.Parameters[0][0].Span, second.Parameters[0][0].Span);
        Assert.Same(second, store.Get(Looking("relu2_1")));
    }

    private static RenderSettings Looking(string tap) =>
        SettingsResolver.Resolve([]).Settings! with { ContentLayers = [new LayerWeight(tap, 1)], StyleLayers = [new LayerWeight("relu1_1", 1)] };
}
