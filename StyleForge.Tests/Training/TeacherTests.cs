using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Torch;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Networks;
using TorchSharp;

namespace StyleForge.Tests.Training;

public sealed class TeacherTests
{
    [TorchTheory]
    [InlineData(3, "nowhere")]
    [InlineData(2, "relu1_1")]
    public void A_teacher_that_cannot_be_made_leaves_no_tensor_behind(int channels, string tap)
    {
        TorchLibrary.Load(1);
        var network = Vgg.ForgeOf([[6, 9], [8]]);
        using var weights = RandomWeights.Make(network, 1);
        using var photographs = torch.rand(2, channels, 16, 16);
        var alive = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Assert.ThrowsAny<Exception>(() => new Teacher(network, weights, new Dictionary<string, string> { ["relu1_1"] = tap }, [photographs], torch.ScalarType.Float32, torch.CPU));

        Assert.Equal(alive, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
