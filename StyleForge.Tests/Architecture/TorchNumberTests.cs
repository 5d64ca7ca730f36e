using Mono.Cecil;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Torch;
using StyleForge.Training.Learning;

namespace StyleForge.Tests.Architecture;

/// <summary>
/// TorchSharp frees a number that nobody holds while libtorch may still be reading it; it happens so rarely that no test is
/// sure to meet it. What is compiled tells: no call of ours may make such a number, nor go to a method of TorchSharp that makes one.
/// It cannot see calls of methods without a body, such as those of optimisers and modules.
/// </summary>
public class TorchNumberTests
{
    private static readonly ModuleDefinition Library = ModuleDefinition.ReadModule(typeof(TorchSharp.torch).Assembly.Location);
    private static readonly HashSet<string> Unsafe = Reaching(Library);

    public static TheoryData<string> Assemblies => [.. new[] { typeof(TorchArithmetic), typeof(BackendException), typeof(Optimiser), typeof(TorchNumberTests) }.Select(type => type.Assembly.Location)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_number_is_left_to_the_garbage_collector(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);

        var offences = from method in Methods(module)
                       from called in Called(method)
                       where MakesNumber(called) ? method.DeclaringType.FullName != typeof(TorchArithmetic).FullName : Unsafe.Contains(Name(called))
                       select $"{method.FullName} calls {called.FullName}: take {nameof(TorchArithmetic)}";

        Assert.Empty(offences);
    }

    [Fact]
    public void Methods_known_to_make_numbers_are_found()
    {
        Assert.Contains(Unsafe, name => name.StartsWith("TorchSharp.torch/Tensor::op_Addition(TorchSharp.torch/Tensor,TorchSharp.torch/Tensor)", StringComparison.Ordinal));
        Assert.Contains(Unsafe, name => name.StartsWith("TorchSharp.Modules.Adam", StringComparison.Ordinal));
        Assert.Contains(Unsafe, name => name.StartsWith("TorchSharp.torch/nn/functional::leaky_relu", StringComparison.Ordinal));
        Assert.DoesNotContain(Unsafe, name => name.StartsWith("TorchSharp.torch/Tensor::mul(TorchSharp.torch/Tensor)", StringComparison.Ordinal));
    }

    // Those that make a number, and those that call one of these.
    private static HashSet<string> Reaching(ModuleDefinition library)
    {
        var callers = Methods(library).SelectMany(method => Called(method).Select(called => (Caller: Name(method), Called: MakesNumber(called) ? "number" : Name(called))))
            .ToLookup(call => call.Called, call => call.Caller);
        var found = new HashSet<string>();
        var open = new Queue<string>(["number"]);
        while (open.TryDequeue(out var called))
        {
            foreach (var caller in callers[called].Where(found.Add))
            {
                open.Enqueue(caller);
            }
        }

        return found;
    }

    private static bool MakesNumber(MethodReference method) =>
        (method.DeclaringType.FullName == "TorchSharp.Scalar" && method.Name == "op_Implicit") || method.DeclaringType.FullName == "TorchSharp.ScalarExtensionMethods";

    private static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) => module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);

    private static IEnumerable<MethodReference> Called(MethodDefinition method) => method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>();

    private static string Name(MethodReference method)
    {
        var own = method.GetElementMethod();
        return $"{own.DeclaringType.GetElementType().FullName}::{own.Name}({string.Join(',', own.Parameters.Select(parameter => parameter.ParameterType.FullName))})";
    }
}
