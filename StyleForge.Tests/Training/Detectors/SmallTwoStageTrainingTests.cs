using StyleForge.Models.Detection;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Detectors;

namespace StyleForge.Tests.Training.Detectors;

[Long]
public sealed class SmallTwoStageTrainingTests
{
    private const double Wanted = 0.9;

    [TorchFact]
    public void A_small_detector_of_two_stages_does_so_with_fewer_steps()
    {
        var accuracy = LearnedShapes.Best(RegionDetector.Small(LearnedShapes.Side, LearnedShapes.Anchors, SceneGenerator.Shapes), new DetectorRecipe { Steps = 600 }, Wanted);

        Assert.True(accuracy.Overlap50 >= Wanted, $"{accuracy.Overlap50} at 0.5, {accuracy.Coco} by COCO.");
    }
}
