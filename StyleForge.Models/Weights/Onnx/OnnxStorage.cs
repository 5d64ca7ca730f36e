namespace StyleForge.Models.Weights.Onnx;

/// <summary>In which of its fields a tensor of an ONNX file keeps its numbers, by the field's own number.</summary>
internal enum OnnxStorage
{
    /// <summary>In none.</summary>
    None = 0,

    /// <summary>Four bytes each (<c>float_data</c>).</summary>
    Singles = 4,

    /// <summary>Of variable length (<c>int32_data</c>): whole numbers up to 32 bits, and the bits of 16-bit floats.</summary>
    Wholes32 = 5,

    /// <summary>Of variable length (<c>int64_data</c>).</summary>
    Wholes64 = 7,

    /// <summary>As they lie in memory, little-endian (<c>raw_data</c>).</summary>
    Raw = 9,

    /// <summary>Eight bytes each (<c>double_data</c>).</summary>
    Doubles = 10,

    /// <summary>Of variable length (<c>uint64_data</c>): whole numbers from 0.</summary>
    Naturals64 = 11,
}
