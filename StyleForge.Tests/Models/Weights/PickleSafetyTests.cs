using StyleForge.Models.Weights;
using static StyleForge.Tests.Models.Weights.WeightBytes;

namespace StyleForge.Tests.Models.Weights;

/// <summary>A pickle is a program: what must never be run is refused by its name.</summary>
public sealed class PickleSafetyTests
{
    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("subprocess", "Popen")]
    [InlineData("torchvision.models.vgg", "VGG")]
    [InlineData("collections", "defaultdict")]
    [InlineData("torch._utils", "_rebuild_device_tensor_from_numpy")]
    [InlineData("torch", "load")]
    [InlineData("torch", "Generator")]
    [InlineData("numpy", "load")]
    [InlineData("numpy.core.multiarray", "fromfile")]
    [InlineData("_codecs", "decode")]
    [InlineData("builtins", "getattr")]
    public void A_name_that_builds_no_tensor_is_refused_by_name_even_where_it_is_not_called(string module, string name)
    {
        var expected = $"wants to run code: its pickle names '{module}.{name}', and only tensors are allowed";
        var called = new PickleWriter().Global(module, name).Mark().Text("echo").Tuple().Reduce().Stop();
        var onlyNamed = new PickleWriter().Dictionary(items => items.Text("a").Global(module, name)).Stop();
        var byStack = new PickleWriter().Text(module).Text(name).Raw(0x93).Stop();
        foreach (var pickle in new[] { called, onlyNamed, byStack })
        {
            Assert.Contains(expected, Refusal(TorchZip(pickle, [])), StringComparison.Ordinal);
            Assert.Contains(expected, Refusal(TorchLegacy(pickle, [])), StringComparison.Ordinal);
            Assert.Contains(expected, Refusal(pickle), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0x81, "makes objects of a class")] // NEWOBJ
    [InlineData(0x92, "makes objects of a class")] // NEWOBJ_EX
    [InlineData('i', "makes objects of a class")] // INST
    [InlineData('o', "makes objects of a class")] // OBJ
    [InlineData(0x82, "names objects by a registry")] // EXT1
    public void Instructions_that_make_objects_are_refused(int code, string expected) => Assert.Contains(
        $"wants to run code: its pickle {expected}", Refusal(new PickleWriter().Global("collections", "OrderedDict").Raw(')').Raw(code).Stop()), StringComparison.Ordinal);

    [Fact]
    public void The_state_of_nothing_but_a_dictionary_is_set() => Assert.Contains(
        "wants to run code: its pickle sets the inner state", Refusal(new PickleWriter().Raw(']').Raw('}').Raw('b').Stop()), StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_made_of_what_stands_beside_tensors_whatever_it_is_called_with()
    {
        // A tensor handed through a type, a scalar or bytes would be one; here it is none, and neither list nor dictionary comes of it.
        var tensor = TorchEntry.Floats("a", "0", [1], 1);
        foreach (var (module, name) in new[] { ("torch", "float32"), ("numpy.core.multiarray", "scalar"), ("_codecs", "encode"), ("collections", "Counter") })
        {
            var handed = new PickleWriter().Dictionary(items => items.Text("a").Global(module, name).Mark().Tensor(tensor, legacy: false).Tuple().Reduce()).Stop();
            Assert.Contains("holds no tensors", Refusal(TorchZip(handed, [tensor])), StringComparison.Ordinal);
            Assert.Contains("has a damaged pickle", Refusal(new PickleWriter().Global(module, name).Text("k").Raw('N', 's').Stop()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Instructions_that_data_does_not_need_are_refused_by_number() => Assert.Contains(
        "instruction 0x8f", Refusal(new PickleWriter().Raw(0x8f).Stop()), StringComparison.Ordinal);

    [Theory]
    [InlineData(new[] { (int)'.' })]
    [InlineData(new[] { (int)'0', '.' })]
    [InlineData(new[] { (int)'1', '.' })]
    [InlineData(new[] { (int)'(', '.' })]
    [InlineData(new[] { (int)'(', '2', '.' })]
    [InlineData(new[] { (int)'t', '.' })]
    [InlineData(new[] { (int)'N', 'a', '.' })]
    [InlineData(new[] { (int)'N', 'N', 'a', '.' })]
    [InlineData(new[] { (int)'N', 'N', 'N', 's', '.' })]
    [InlineData(new[] { (int)'(', 'N', 'd', '.' })]
    [InlineData(new[] { (int)'h', 5, '.' })]
    [InlineData(new[] { (int)'q', 5, '.' })]
    [InlineData(new[] { (int)'I', 'x', '\n', '.' })]
    public void A_stack_that_does_not_hold_what_an_instruction_takes_is_damage(int[] codes) => Assert.Contains(
        "has a damaged pickle", Refusal(new PickleWriter().Raw(codes).Stop()), StringComparison.Ordinal);

    [Fact]
    public void A_length_beyond_the_end_takes_no_memory()
    {
        var file = new PickleWriter().Raw('X', 0xff, 0xff, 0xff, 0xff).Bytes("abc"u8).Stop();
        Assert.Contains("is cut short within its pickle", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_copying_ends_at_the_limit_on_instructions()
    {
        var writer = new PickleWriter().Raw(']');
        for (var i = 0; i < 5000; i++)
        {
            writer.Raw('2', 'a'); // the list takes itself in, over and over
        }

        Assert.Contains("more than 1000 instructions", Refusal(writer.Stop(), new WeightLimits { PickleInstructions = 1000 }), StringComparison.Ordinal);
    }
}
