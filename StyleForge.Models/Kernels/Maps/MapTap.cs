namespace StyleForge.Models.Kernels.Maps;

/// <summary>One tap of a kernel in one plane of its source.</summary>
/// <param name="Offset">Floats from what the first tap of the first plane reads.</param>
/// <param name="Channels">Channels of the plane that count, side by side.</param>
internal readonly record struct MapTap(int Offset, int Channels)
{
    /// <summary>The taps of a kernel, plane by plane.</summary>
    /// <param name="windows">The windows over depth, height and width.</param>
    /// <param name="source">The map that is read.</param>
    /// <param name="channels">Channels that one kernel reads.</param>
    public static MapTap[] List(Window[] windows, MapLayout source, int channels)
    {
        var first = source.At(0, 0, 0);
        var taps = new List<MapTap>();
        for (var channel = 0; channel < channels; channel += source.Lanes)
        {
            for (var d = 0; d < windows[0].Size; d++)
            {
                for (var h = 0; h < windows[1].Size; h++)
                {
                    for (var w = 0; w < windows[2].Size; w++)
                    {
                        var place = source.At(d * windows[0].Dilation, h * windows[1].Dilation, w * windows[2].Dilation) - first;
                        taps.Add(new MapTap(checked((int)(place + (channel / source.Lanes * source.PlaneStride))), Math.Min(source.Lanes, channels - channel)));
                    }
                }
            }
        }

        return [.. taps];
    }
}
