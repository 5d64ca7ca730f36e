using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// Untrained filters that are worth looking through: orthonormal random rows, then scaled and shifted layer by layer so that
/// each channel has mean 0 and deviation 1 before its rectifier when the network looks at seeded noise with the
/// spectrum of photographs.
/// </summary>
/// <remarks>
/// Rectified values are never negative, so plain random filters answer mostly to their mean: deep channels keep one sign, and
/// their rectifiers cut nothing or everything. Layer-sequential unit variance (Mishkin and Matas 2016) mends that.
/// Departure: they scale each layer as a whole and leave biases at 0; here each channel is scaled and shifted by itself.
/// </remarks>
public static class CalibratedFilters
{
    private const int NoisePictures = 2;
    private const int NoiseSide = 96;
    private const int RowsAtOnce = 4;

    // Scales and shifts are rounded to multiples of this, far above what kernels of different vector width disagree by, so
    // that machines have the same weights but for the rare value that lies on the edge between two multiples.
    private const double Step = 1.0 / 1024;

    /// <summary>Makes the weights of a network of convolutions.</summary>
    /// <param name="description">The network; fully connected layers are not supported.</param>
    /// <param name="seed">Any number; the same one gives the same weights.</param>
    public static WeightSet Make(NetworkDescription description, ulong seed)
    {
        using var workers = new WorkerPool();
        using var pool = new TensorPool();
        using var random = RandomWeights.Make(description, seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var options = new NetworkOptions { Pooling = PoolingKind.Average, Border = BorderMode.Reflect };
        var tensors = new List<(string Name, Tensor<float> Tensor)>();
        var activations = Look(description, seed, workers, pool);
        foreach (var layer in description.Layers)
        {
            var parameters = layer.Parameters.Select(parameter => random[$"{layer.Name}.{parameter.Name}"]).ToArray();
            if (parameters is [{ } weights, { } bias])
            {
                Orthonormalise(weights);
                using var raw = Forward(layer, parameters, options, activations, workers, pool);
                Calibrate(raw, weights, bias);
                foreach (var ((name, _), tensor) in layer.Parameters.Zip(parameters))
                {
                    hash.AppendData(MemoryMarshal.AsBytes(tensor.Span));
                    tensors.Add(($"{layer.Name}.{name}", Copy(tensor)));
                }
            }

            var next = Forward(layer, parameters, options, activations, workers, pool);
            activations.Dispose();
            activations = next;
        }

        activations.Dispose();
        var origin = string.Create(CultureInfo.InvariantCulture, $"calibrated random filters, seed {seed}");
        return new WeightSet(origin, Convert.ToHexStringLower(hash.GetHashAndReset()), tensors);
    }

    // The noise, normalised as the network wants its pictures.
    private static Tensor<float> Look(NetworkDescription description, ulong seed, WorkerPool workers, TensorPool pool)
    {
        Shape shape = [NoisePictures, 3, NoiseSide, NoiseSide];
        using var noise = pool.Rent<float>(shape);
        PhotographicNoise.Fill(noise.Span, NoiseSide, new SplitMix64(seed).Jump(ulong.MaxValue));
        var normalised = pool.Rent<float>(shape);
        using var layer = new InputNormalisationLayer<float>(description.Facts.Input);
        using var run = layer.Prepare(shape, workers, pool);
        run.Forward(noise, normalised);
        return normalised;
    }

    private static Tensor<float> Forward(
        LayerDescription layer, IReadOnlyList<Tensor<float>> parameters, NetworkOptions options, Tensor<float> source, WorkerPool workers, TensorPool pool)
    {
        using var built = layer.Build<float>([.. parameters.Select(Copy)], options);
        using var run = built.Prepare(source.Shape, workers, pool);
        var destination = pool.Rent<float>(run.DestinationShape);
        run.Forward(source, destination);
        return destination;
    }

    // Modified Gram-Schmidt over the rows (oc of ic·kh·kw numbers), in double precision. Where there are more rows than
    // numbers, later rows start a new orthonormal set. Rows before are taken out of a few at once: a sum has to wait for each
    // of its additions, but several sums need not wait for each other, and a row is fetched once for all of them.
    private static void Orthonormalise(Tensor<float> weights)
    {
        var rows = weights.Shape[0];
        var length = weights.Length / rows;
        var matrix = Array.ConvertAll(weights.Span.ToArray(), value => (double)value);
        var next = 0;
        for (var first = 0; first < rows; first = next)
        {
            var set = first / length * length;
            next = Math.Min(first + RowsAtOnce, Math.Min(rows, set + length));
            for (var other = set; other < first; other++)
            {
                TakeOut(matrix.AsSpan(other * length, length), matrix.AsSpan(first * length, (next - first) * length));
            }

            for (var row = first; row < next; row++)
            {
                var current = matrix.AsSpan(row * length, length);
                var norm = Math.Sqrt(Dot(current, current));
                foreach (ref var value in current)
                {
                    value /= norm;
                }

                TakeOut(current, matrix.AsSpan((row + 1) * length, (next - row - 1) * length));
            }
        }

        for (var i = 0; i < matrix.Length; i++)
        {
            weights.Span[i] = (float)matrix[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeOut(ReadOnlySpan<double> finished, Span<double> later)
    {
        var length = finished.Length;
        for (; later.Length >= RowsAtOnce * length; later = later[(RowsAtOnce * length)..])
        {
            Span<double> a = later[..length], b = later.Slice(length, length), c = later.Slice(2 * length, length), d = later.Slice(3 * length, length);
            double sumA = 0, sumB = 0, sumC = 0, sumD = 0;
            for (var i = 0; i < length; i++)
            {
                sumA += a[i] * finished[i];
                sumB += b[i] * finished[i];
                sumC += c[i] * finished[i];
                sumD += d[i] * finished[i];
            }

            Subtract(a, finished, sumA);
            Subtract(b, finished, sumB);
            Subtract(c, finished, sumC);
            Subtract(d, finished, sumD);
        }

        for (; later.Length > 0; later = later[length..])
        {
            Subtract(later[..length], finished, Dot(later[..length], finished));
        }
    }

    // Elements by themselves, so vectors round as single numbers do.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(Span<double> row, ReadOnlySpan<double> finished, double overlap)
    {
        var i = 0;
        for (; i <= row.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(row[i..]) - (new Vector<double>(finished[i..]) * overlap)).CopyTo(row[i..]);
        }

        for (; i < row.Length; i++)
        {
            row[i] -= overlap * finished[i];
        }
    }

    // weights ← weights / deviation, bias ← −mean / deviation, of each channel over all pictures and positions.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Calibrate(Tensor<float> raw, Tensor<float> weights, Tensor<float> bias)
    {
        var (channels, positions) = (raw.Shape[1], raw.Shape.Positions);
        var length = weights.Length / channels;
        for (var channel = 0; channel < channels; channel++)
        {
            double sum = 0, squares = 0;
            for (var picture = 0; picture < raw.Shape[0]; picture++)
            {
                foreach (var value in raw.Span.Slice(((picture * channels) + channel) * positions, positions))
                {
                    sum += value;
                    squares += (double)value * value;
                }
            }

            var count = (double)raw.Shape[0] * positions;
            var mean = sum / count;
            var scale = Math.Round(1 / Math.Sqrt(Math.Max((squares / count) - (mean * mean), 1e-12)) / Step) * Step;
            foreach (ref var weight in weights.Span.Slice(channel * length, length))
            {
                weight = (float)(weight * scale);
            }

            bias.Span[channel] = (float)(Math.Round(-mean * scale / Step) * Step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static Tensor<float> Copy(Tensor<float> source) => Tensor<float>.From(source.Shape, source.Span);
}
