using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.Models.Kernels;

/// <summary>Convolutions that between them have every feature, small enough for differences and for exact sums.</summary>
internal static class ConvolutionCases
{
    private static readonly Dictionary<string, (ConvolutionGeometry Geometry, Shape Source)> All = new()
    {
        ["1D valid"] = (Geometry(2, 3, [Window.Valid(3)]), [2, 2, 7]),
        ["1D same, stride, dilation"] = (Geometry(2, 4, [Window.Same(3, stride: 2, dilation: 2)]), [1, 2, 9]),
        ["1D reflect"] = (Geometry(1, 2, [Window.Same(5)], border: BorderMode.Reflect), [1, 1, 6]),
        ["2D same 3×3"] = (Geometry(3, 4, [Window.Same(3), Window.Same(3)]), [2, 3, 5, 6]),
        ["2D 1×1"] = (Geometry(3, 2, [Window.Valid(1), Window.Valid(1)]), [1, 3, 4, 5]),
        ["2D one pixel"] = (Geometry(2, 3, [Window.Same(3), Window.Same(3)]), [1, 2, 1, 1]),
        ["2D even kernel, same"] = (Geometry(2, 2, [Window.Same(2), Window.Same(4)]), [1, 2, 5, 5]),
        ["2D stride, rows left over"] = (Geometry(2, 3, [new(3, 2), new(3, 3)]), [1, 2, 8, 9]),
        ["2D stride above kernel"] = (Geometry(2, 3, [new(2, 3, 1, 0), new(1, 2)]), [2, 2, 7, 6]),
        ["2D padding above reach"] = (Geometry(1, 2, [new(2, 1, 3, 2), new(1, 1, 1, 2)]), [1, 1, 3, 4]),
        ["2D uneven padding"] = (Geometry(2, 2, [new(3, 1, 0, 2), new(3, 2, 2, 0)]), [1, 2, 5, 6]),
        ["2D groups"] = (Geometry(4, 6, [Window.Same(3), Window.Same(3)], groups: 2), [2, 4, 4, 5]),
        ["2D depthwise, dilation"] = (Geometry(3, 3, [Window.Same(3, dilation: 2), Window.Same(3, dilation: 3)], groups: 3), [1, 3, 7, 6]),
        ["2D reflect"] = (Geometry(2, 3, [Window.Same(3), Window.Same(5)], border: BorderMode.Reflect), [2, 2, 4, 5]),
        ["2D reflect, stride, groups"] = (Geometry(2, 2, [Window.Same(3, stride: 2), Window.Same(3)], groups: 2, border: BorderMode.Reflect), [1, 2, 6, 5]),
        ["2D replicate"] = (Geometry(2, 3, [Window.Same(5), Window.Same(3)], border: BorderMode.Replicate), [1, 2, 4, 3]),
        ["2D replicate wider than the source"] = (Geometry(1, 2, [new(5, 2, 4, 3), new(3, 1, 3, 3)], border: BorderMode.Replicate), [1, 1, 2, 1]),
        ["3D same"] = (Geometry(2, 2, [Window.Same(3), Window.Same(3), Window.Same(3)]), [1, 2, 3, 4, 3]),
        ["3D stride, dilation"] = (Geometry(1, 2, [new(2, 2), new(2, 1, 1, 1, 2), new(3, 2, 1, 1)]), [1, 1, 4, 5, 5]),
        ["3D replicate"] = (Geometry(1, 2, [Window.Same(3), Window.Valid(1), Window.Same(2)], border: BorderMode.Replicate), [1, 1, 3, 2, 4]),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static (ConvolutionGeometry Geometry, Shape Source) Get(string name) => All[name];

    private static ConvolutionGeometry Geometry(int ic, int oc, Window[] windows, int groups = 1, BorderMode border = BorderMode.Zero) =>
        new(ic, oc, windows, groups, border);
}
