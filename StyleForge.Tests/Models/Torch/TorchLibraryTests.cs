using StyleForge.Models.Torch;
using StyleForge.Tests.TestKit;
using TorchSharp;

namespace StyleForge.Tests.Models.Torch;

public class TorchLibraryTests
{
    [TorchFact]
    public void Once_loaded_it_computes_on_the_threads_asked_for()
    {
        TorchLibrary.Load(threads: 2);

        using var sum = torch.tensor(new float[] { 1, 2, 3 }).sum();
        Assert.Equal(6, sum.item<float>());
        Assert.Equal(2, torch.get_num_threads());
    }
}
