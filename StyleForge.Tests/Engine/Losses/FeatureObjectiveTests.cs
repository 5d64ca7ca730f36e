using StyleForge.Engine.Losses;
using StyleForge.Engine.Settings;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Kernels;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace StyleForge.Tests.Engine.Losses;

/// <summary>Style and content of signals and volumes: the same losses as of pictures, in one and three dimensions.</summary>
public sealed class FeatureObjectiveTests
{
    private const int Channels = 5;
    private const int Filters = 7;

    public static TheoryData<int[]> Sources => new() { new[] { 1, Channels, 23 }, new[] { 1, Channels, 9, 8 }, new[] { 1, Channels, 6, 7, 5 } };

    [Theory]
    [MemberData(nameof(Sources))]
    public void The_gradient_is_the_difference_quotient_in_double(int[] extents)
    {
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var network = Make<double>(extents.Length - 2);
        using var run = network.Prepare([.. extents], ["relu"], workers, pool);
        using var objective = Objective(run, workers, pool);
        var point = Numbers<double>(run.Source.Length, seed: 3);
        var gradient = new double[point.Length];
        var parts = new double[2];
        objective.Evaluate(point, gradient, parts);

        var error = GradientCheck.WorstError(() => objective.Evaluate(point, new double[point.Length], parts), point, gradient);

        Assert.InRange(error, 0, 1e-6);
        Assert.Equal(["style", "content"], objective.PartNames);
    }

    [TorchTheory]
    [MemberData(nameof(Sources))]
    public void Value_and_gradient_are_those_of_libtorch(int[] extents)
    {
        var dimensions = extents.Length - 2;
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var network = Make<float>(dimensions);
        using var run = network.Prepare([.. extents], ["relu"], workers, pool);
        using var objective = Objective(run, workers, pool);
        var point = Numbers<float>(run.Source.Length, seed: 3);
        var gradient = new float[point.Length];
        var value = objective.Evaluate(point, gradient, new double[2]);

        using var scope = NewDisposeScope();
        long[] shape = [.. extents.Select(extent => (long)extent)];
        var weights = tensor(network.Layers[0].Parameters[0].Value.Span.ToArray()).reshape([Filters, Channels, .. Enumerable.Repeat(3L, dimensions)]);
        var style = Features(tensor(Numbers<float>(point.Length, seed: 1)).reshape(shape));
        var content = Features(tensor(Numbers<float>(point.Length, seed: 2)).reshape(shape));
        var source = tensor(point).reshape(shape).requires_grad_();
        var features = Features(source);
        var target = Gram(style);
        var loss = ((Gram(features) - target).Squared().sum().Times(2) / target.Squared().sum()).Plus((features - content).Squared().sum().Times(0.5) / content.Squared().sum());
        loss.backward();

        Assert.Equal(loss.item<float>(), value, 1e-5 * value);
        var theirs = source.grad!.reshape(-1).data<float>().ToArray();
        var largest = theirs.Max(Math.Abs);
        Assert.All(theirs.Zip(gradient), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-4f * largest));

        Tensor Features(Tensor of) => relu(dimensions switch { 1 => conv1d(of, weights), 2 => conv2d(of, weights), _ => conv3d(of, weights) }).reshape(Filters, -1);

        static Tensor Gram(Tensor of) => of.mm(of.t()).Over(of.shape[1]);
    }

    private static Network<T> Make<T>(int dimensions)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => Network<T>.BuildRandom(
        new NetworkDescription(
            "filters",
            new NetworkFacts
            {
                Title = "filters",
                Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [], Deviation = [] },
                Source = [1, Channels, .. Enumerable.Repeat(9, dimensions)],
                MinimumSide = 3,
                Licence = "none",
                Paper = "none",
                Origin = new Uri("https://example.org/"),
            },
            [new ConvolutionDescription("conv", "conv", Channels, Filters, Window.Valid(3)) { Dimensions = dimensions, HasBias = false }, new ReluDescription("relu", "relu")]),
        seed: 4);

    private static FeatureObjective<T> Objective<T>(NetworkRun<T> run, WorkerPool workers, TensorPool pool)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using var target = new GramTarget<T>(Filters, workers, pool);
        Numbers<T>(run.Source.Length, seed: 1).CopyTo(run.Source.Span);
        run.Forward();
        target.Add(run.Tap("relu").AsPicture(), 1);
        Numbers<T>(run.Source.Length, seed: 2).CopyTo(run.Source.Span);
        run.Forward();
        return new FeatureObjective<T>(run,
        [
            new("style", "relu", 2, new GramLoss<T>(target.Gram, LossNormalisation.Relative, workers, pool)),
            new("content", "relu", 0.5, new ContentLoss<T>(run.Tap("relu").AsPicture(), LossNormalisation.Relative, workers, pool)),
        ]);
    }

    private static T[] Numbers<T>(int length, int seed)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked((float)((2 * random.NextDouble()) - 1)))];
    }
}
