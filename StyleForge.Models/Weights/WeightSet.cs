using System.Diagnostics.CodeAnalysis;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Weights;

/// <summary>Named tensors of a weight file, in the file's order, as float32. Owns them.</summary>
public sealed class WeightSet : IDisposable
{
    private readonly Dictionary<string, Tensor<float>> _tensors = new(StringComparer.Ordinal);
    private readonly List<Tensor<float>> _kept = [];

    /// <summary>Gathers tensors and takes them over.</summary>
    /// <param name="origin">Where they come from, for messages and reports: a path.</param>
    /// <param name="sha256">SHA-256 of the file, lower-case hexadecimal.</param>
    /// <param name="tensors">Names and tensors, in order.</param>
    /// <param name="metadata">What the file says about itself, if anything.</param>
    /// <param name="passed">The names of tensors that the file has and the set has not; null for none.</param>
    /// <param name="leftOut">Tensors of the file that cannot be weights; null for none.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
    public WeightSet(string origin, string sha256, IEnumerable<(string Name, Tensor<float> Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null,
        IReadOnlyList<string>? passed = null, IReadOnlyDictionary<string, string>? leftOut = null)
    {
        Origin = origin;
        Sha256 = sha256;
        Metadata = metadata ?? new Dictionary<string, string>();
        LeftOut = leftOut ?? new Dictionary<string, string>();
        var names = new List<string>();
        foreach (var (name, tensor) in tensors)
        {
            if (!_tensors.TryAdd(name, tensor))
            {
                throw new ArgumentException($"There are two tensors named '{name}'.", nameof(tensors));
            }

            names.Add(name);
        }

        Names = names;
        FileNames = passed is null ? names : [.. names, .. passed];
    }

    /// <summary>Where the weights come from: the path they were read from.</summary>
    public string Origin { get; }

    /// <summary>SHA-256 of the whole file, 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>What the file says about itself (safetensors' <c>__metadata__</c>); empty for other formats.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The names of the tensors, in the file's order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Those, and the names of the file's floating-point tensors that were not read.</summary>
    public IReadOnlyList<string> FileNames { get; }

    /// <summary>
    /// The file's tensors that cannot be weights, by name, and what they hold, as the end of «'x' with …»: <c>no elements</c>,
    /// <c>numbers of type I64</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> LeftOut { get; }

    /// <summary>A tensor by its name; it stays the set's own.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    public Tensor<float> this[string name] => TryGet(name, out var tensor)
        ? tensor
        : throw new KeyNotFoundException($"'{Origin}' holds no tensor named '{name}'.");

    /// <summary>Finds a tensor by its name; it stays the set's own.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Tensor<float>? tensor) => _tensors.TryGetValue(name, out tensor);

    /// <summary>Hands a tensor over, which is the caller's from here on.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor, or it was handed over before.</exception>
    internal Tensor<float> Take(string name)
    {
        var tensor = this[name];
        _tensors.Remove(name);
        return tensor;
    }

    /// <summary>Takes over a tensor that was made of one of these, and gives it back.</summary>
    internal Tensor<float> Keep(Tensor<float> tensor)
    {
        _kept.Add(tensor);
        return tensor;
    }

    /// <summary>Frees the tensors that were not handed over.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values.Concat(_kept))
        {
            tensor.Dispose();
        }
    }
}
