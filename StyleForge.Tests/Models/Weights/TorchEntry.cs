namespace StyleForge.Tests.Models.Weights;

/// <summary>A tensor of a PyTorch file that a test makes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">The key of its storage.</param>
/// <param name="Storage">The kind of storage: <c>FloatStorage</c>.</param>
/// <param name="Data">The storage's bytes.</param>
/// <param name="Count">The storage's numbers, as the pickle claims.</param>
/// <param name="Offset">Where in the storage the tensor begins.</param>
/// <param name="Extents">Its shape.</param>
/// <param name="Strides">Its strides.</param>
internal sealed record TorchEntry(string Name, string Key, string Storage, byte[] Data, long Count, long Offset, long[] Extents, long[] Strides)
{
    /// <summary>Float32 numbers, row by row.</summary>
    public static TorchEntry Floats(string name, string key, long[] extents, params float[] numbers)
    {
        var strides = new long[extents.Length];
        var stride = 1L;
        for (var d = extents.Length - 1; d >= 0; d--)
        {
            strides[d] = stride;
            stride *= extents[d];
        }

        return new TorchEntry(name, key, "FloatStorage", [.. numbers.SelectMany(BitConverter.GetBytes)], numbers.Length, 0, extents, strides);
    }
}
