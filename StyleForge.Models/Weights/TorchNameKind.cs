namespace StyleForge.Models.Weights;

/// <summary>What the names that a pickle may use stand for.</summary>
internal enum TorchNameKind
{
    /// <summary>A kind of storage; named, never called.</summary>
    Storage,

    /// <summary>Makes a dictionary.</summary>
    Dictionary,

    /// <summary>Makes a tensor of a storage, an offset, a shape and strides.</summary>
    Tensor,

    /// <summary>Passes a tensor through.</summary>
    Parameter,

    /// <summary>Stands beside tensors in a checkpoint: a type, a device, a size, a scalar. Named or called, nothing is made of it.</summary>
    Company,
}
