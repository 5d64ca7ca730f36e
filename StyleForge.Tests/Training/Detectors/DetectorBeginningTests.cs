using StyleForge.Models.Detection;
using StyleForge.Models.Torch;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Detectors;
using StyleForge.Training.Learning;
using TorchSharp;

namespace StyleForge.Tests.Training.Detectors;

public sealed class DetectorBeginningTests
{
    private static readonly RegionDetector Detector = RegionDetector.Small(32, [new Anchor(10, 10)], ["square", "circle"]);

    [TorchFact]
    public void A_training_of_two_networks_that_cannot_begin_leaves_no_tensor_behind()
    {
        TorchLibrary.Load(1);
        var alive = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Assert.Contains("has no tap 'nowhere'", Refusal<ArgumentException>(loss => new FailingLoss(loss) { FirstBiases = new Dictionary<string, float[]> { ["nowhere"] = [] } }), StringComparison.Ordinal);
        Assert.Equal(alive, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        // By then both networks and their optimisers are there.
        Assert.Equal("No names.", Refusal<InvalidOperationException>(loss => new FailingLoss(loss)));
        Assert.Equal(alive, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static string Refusal<TException>(Func<TwoStageLoss, FailingLoss> failing)
        where TException : Exception => Assert.Throws<TException>(() => DetectorTraining.Begin(
            Detector.Networks[0], new NoExamples(), device => failing(new TwoStageLoss(Detector, 1, device)), new DetectorRecipe(), "", "cpu", 1, TimeProvider.System)).Message;

    // A real loss, with the networks that it has made, as the last thing before something fails.
    private sealed class FailingLoss(TwoStageLoss loss) : IDetectorLoss<AnnotatedObject>
    {
        public IReadOnlyList<string> Taps => loss.Taps;

        public IReadOnlyDictionary<string, float[]> FirstBiases { get; init; } = loss.FirstBiases;

        public IReadOnlyList<string> PartNames => throw new InvalidOperationException("No names.");

        public IReadOnlyList<LearningNetwork> Networks => loss.Networks;

        public torch.Tensor Of(IReadOnlyDictionary<string, torch.Tensor> outputs, IReadOnlyList<IReadOnlyList<AnnotatedObject>> objects, int step) => loss.Of(outputs, objects, step);
    }

    private sealed class NoExamples : IExampleOrder<AnnotatedObject>
    {
        public (float[] Frames, IReadOnlyList<IReadOnlyList<AnnotatedObject>> Objects) Take(int step) => ([], []);
    }
}
