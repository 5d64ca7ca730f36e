using System.Text.Json;

namespace StyleForge.Models.Weights.TensorFlowJs;

/// <summary>What a TensorFlow.js file says of its network.</summary>
/// <param name="Groups">The weights, in groups that each have files of their own.</param>
/// <param name="Topology">The layers as Keras or TensorFlow describe them, as they stand in the file; null where it lists weights alone.</param>
/// <param name="Metadata">What made the file, as it says.</param>
internal sealed record TensorFlowJsModel(IReadOnlyList<TensorFlowJsGroup> Groups, JsonElement? Topology, IReadOnlyDictionary<string, string> Metadata);
