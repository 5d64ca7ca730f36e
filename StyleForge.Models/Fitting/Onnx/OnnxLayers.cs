using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Fitting.Onnx;

/// <summary>Makes layers of the operations of an ONNX graph, one after the other. A layer's tap is the value that the operation gives.</summary>
internal sealed class OnnxLayers
{
    private readonly SortedDictionary<string, Action<OnnxOperation>> _operators = new(StringComparer.Ordinal);
    private readonly OnnxDraft _draft;

    /// <summary>Begins with what the network is shown.</summary>
    /// <param name="constants">The values that do not depend on it.</param>
    /// <param name="input">The value that stands for it in the graph.</param>
    /// <param name="source">Its shape, with a batch of 1.</param>
    /// <param name="batch">The batch that the graph was written for.</param>
    /// <param name="readers">How many operations read a value.</param>
    public OnnxLayers(OnnxConstants constants, string input, Shape source, int batch, IReadOnlyDictionary<string, int> readers)
    {
        _draft = new OnnxDraft(constants, input, source, batch, readers);
        foreach (var (name, add) in (IEnumerable<(string Name, Action<OnnxOperation> Add)>)
            [.. new OnnxWeightedOperators(_draft).Operators, .. new OnnxFunctionOperators(_draft).Operators, .. new OnnxShapeOperators(_draft).Operators])
        {
            _operators.Add(name, add);
        }
    }

    /// <summary>The layers so far, each with what it reads.</summary>
    public IReadOnlyList<LayerDescription> Layers => _draft.Layers;

    /// <summary>The tensors of the layers, by the layers' names for them; they are the file's.</summary>
    public IReadOnlyDictionary<string, Tensor<float>> Weights => _draft.Weights;

    /// <summary>The tap of a value; null where no layer gives it.</summary>
    public string? Tap(string value) => _draft.Tap(value);

    /// <summary>Makes a layer, or none where the operation changes nothing or is a constant.</summary>
    /// <exception cref="WeightFormatException">There is no layer that does the same; the sentence names the operation and says what there is.</exception>
    public void Add(OnnxOperation operation)
    {
        try
        {
            if (_draft.Constants.TryFold(operation, value => Tap(value) is { } tap ? _draft.Shape(tap) : null))
            {
                return;
            }

            if (!_operators.TryGetValue(operation.Operator, out var add))
            {
                throw operation.Wrong($"is no operator that layers are made of: those are {string.Join(", ", _operators.Keys)}");
            }

            add(operation);
        }
        catch (ArgumentException refusal)
        {
            throw operation.Wrong($"does not fit what it reads: {refusal.Message}", refusal);
        }
    }
}
