using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Fitting;
using StyleForge.Models.Torch;
using TorchSharp;

namespace StyleForge.Engine.Backends.Torch;

/// <summary>
/// libtorch on one device: the network and the losses by its operators, the gradient by its autograd. In single precision
/// throughout: TensorFloat-32 is off, and so is cuDNN's search for the quickest algorithm, which may choose another one each time.
/// </summary>
public sealed class TorchBackend : IBackend
{
    private readonly TorchNetworks _networks;
    private readonly torch.Device _device;
    private int _opened;

    /// <summary>Opens a device.</summary>
    /// <param name="device"><c>torch</c> for the processor, or <c>cuda:0</c> and so on.</param>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public TorchBackend(string device)
    {
        TorchLibrary.Load(threads: 1);
        _device = Prepare(device);
        Name = device == TorchDevices.Processor ? "torch (cpu)" : $"torch ({device})";
        _networks = new TorchNetworks(Name, _device);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Networks whose weights are on the device.</summary>
    internal int NetworkCount => _networks.Count;

    /// <inheritdoc/>
    public IFeatures Open(NetworkWeights<float> weights, ObjectiveDescription wanted, HostShare host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (Interlocked.Exchange(ref _opened, 1) == 0 && TorchLibrary.Notice is { } notice)
        {
            host.Log.LogWarning("{Notice}", notice);
        }

        return new TorchFeatures(_networks, weights, wanted, host, Name, _device);
    }

    /// <summary>Frees the weights on the device.</summary>
    public void Dispose() => _networks.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static torch.Device Prepare(string device)
    {
        if (device == TorchDevices.Processor)
        {
            return torch.CPU;
        }

        torch.backends.cuda.matmul.allow_tf32 = false;
        torch.backends.cudnn.allow_tf32 = false;
        return torch.device(device);
    }
}
