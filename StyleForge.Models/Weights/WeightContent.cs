using System.Globalization;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Weights;

/// <summary>The tensors that have been read from a file so far. Disposing it frees them, until a <see cref="WeightSet"/> takes them over.</summary>
internal sealed class WeightContent(WeightSource source) : IDisposable
{
    private readonly List<(string Name, Tensor<float> Tensor)> _tensors = [];
    private long _bytes;

    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Tensors => _tensors;

    public IReadOnlyDictionary<string, string> Metadata { get; set; } = new Dictionary<string, string>();

    /// <summary>Files beside the one that is read which hold a part of it, in order.</summary>
    public IReadOnlyList<string> Shards { get; init; } = [];

    /// <summary>The names of floating-point tensors that the file has and nobody wanted.</summary>
    public IReadOnlyList<string> Passed { get; set; } = [];

    /// <summary>The tensors that cannot be weights, by name: what they hold, as the end of «'x' with …».</summary>
    public IReadOnlyDictionary<string, string> LeftOut { get; set; } = new Dictionary<string, string>();

    /// <summary>The shape of a tensor that a file claims, refused where it is none or larger than all may be together.</summary>
    public Shape Claim(string name, ReadOnlySpan<long> extents)
    {
        long count = 1;
        foreach (var extent in extents)
        {
            if (extent < 1 || extent > int.MaxValue || (count *= extent) > int.MaxValue)
            {
                throw source.Wrong($"gives '{name}' the shape ({string.Join(", ", extents.ToArray())}), but extents are 1 or more and their product is at most {int.MaxValue}");
            }
        }

        _bytes += count * sizeof(float);
        if (_bytes > source.Limits.TensorBytes)
        {
            throw source.Wrong($"holds more than the {source.Limits.TensorBytes} bytes of tensors that are allowed, at '{name}'");
        }

        var narrow = new int[extents.Length];
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow[i] = (int)extents[i];
        }

        return new Shape(narrow);
    }

    /// <summary>Takes a tensor over, after a look at its numbers.</summary>
    public void Add(string name, Tensor<float> tensor)
    {
        _tensors.Add((name, tensor));
        var numbers = tensor.Span;
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!float.IsFinite(numbers[i]))
            {
                var value = numbers[i].ToString(CultureInfo.InvariantCulture);
                throw source.Wrong($"holds {value} in '{name}' at index {i}; weights are finite float32 numbers, so the file is damaged or its training failed: take another copy");
            }
        }
    }

    public void Dispose()
    {
        foreach (var (_, tensor) in _tensors)
        {
            tensor.Dispose();
        }
    }
}
