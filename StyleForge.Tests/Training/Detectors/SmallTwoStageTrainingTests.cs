using StyleForge.Models.Detection;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Detectors;

namespace StyleForge.Tests.Training.Detectors;

[Long]
public sealed class SmallTwoStageTrainingTests
{
    [TorchFact]
    public void A_small_detector_of_two_stages_does_so_with_fewer_steps()
    {
        var accuracy = LearnedShapes.Train(RegionDetector.Small(LearnedShapes.Side, LearnedShapes.Anchors, SceneGenerator.Shapes), new DetectorRecipe { Steps = 600 });

        Assert.True(accuracy.Overlap50 >= 0.9, $"{accuracy.Overlap50} at 0.5, {accuracy.Coco} by COCO.");
    }
}
