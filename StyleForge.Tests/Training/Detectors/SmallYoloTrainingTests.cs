using StyleForge.Models.Detection;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Detectors;

namespace StyleForge.Tests.Training.Detectors;

[Long]
public sealed class SmallYoloTrainingTests
{
    private const double Wanted = 0.9;

    // As 'train detector' does by itself, but with a quarter fewer steps.
    [TorchFact]
    public void A_small_yolo_finds_nine_tenths_of_the_shapes_of_scenes_that_it_never_saw()
    {
        var accuracy = LearnedShapes.Best(GridDetector.Small(LearnedShapes.Side, LearnedShapes.Anchors, SceneGenerator.Shapes), new DetectorRecipe { Steps = 1500 }, Wanted);

        Assert.True(accuracy.Overlap50 >= Wanted, $"{accuracy.Overlap50} at 0.5, {accuracy.Coco} by COCO.");
    }
}
