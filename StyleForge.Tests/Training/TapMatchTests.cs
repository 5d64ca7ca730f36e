using StyleForge.Models.Fitting;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Features;
using TorchSharp;
using Kernel = StyleForge.Training.Networks.Kernel;

namespace StyleForge.Tests.Training;

public class TapMatchTests
{
    private const int Pairs = 2, From = 3, To = 4, Positions = 6;
    private const double Square = 0.7;

    [TorchTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_parts_are_the_equations(bool isMapped)
    {
        var student = Normal(1, 2 * Pairs * (isMapped ? From : To) * Positions);
        var teacher = Normal(2, 2 * Pairs * To * Positions);
        var (map, bias) = (Normal(3, To * From), Normal(4, To));
        using var scope = torch.NewDisposeScope();
        Kernel? kernel = isMapped ? new Kernel(torch.tensor(map, [To, From, 1, 1]), torch.tensor(bias, [To])) : null;

        var (features, differences) = TapMatch.Compare(
            torch.tensor(student, [2 * Pairs, isMapped ? From : To, 2, 3]), torch.tensor(teacher, [2 * Pairs, To, 2, 3]), kernel, Square);

        double Error(int picture, int channel, int position)
        {
            var seen = isMapped ? (double)bias[channel] : student[(((picture * To) + channel) * Positions) + position];
            for (var from = 0; isMapped && from < From; from++)
            {
                seen += (double)map[(channel * From) + from] * student[(((picture * From) + from) * Positions) + position];
            }

            return seen - teacher[(((picture * To) + channel) * Positions) + position];
        }

        var (square, shares) = (0.0, 0.0);
        for (var pair = 0; pair < Pairs; pair++)
        {
            var (change, own) = (0.0, 0.0);
            for (var i = 0; i < To * Positions; i++)
            {
                var (x, y) = (Error(pair, i / Positions, i % Positions), Error(Pairs + pair, i / Positions, i % Positions));
                square += 0.5 * ((x * x) + (y * y));
                change += (y - x) * (y - x);
                var step = (double)teacher[((Pairs + pair) * To * Positions) + i] - teacher[(pair * To * Positions) + i];
                own += step * step;
            }

            shares += change / (own + (0.001 * Square * To * Positions)) / Pairs;
        }

        Assert.Equal(square / (Pairs * To * Positions) / Square, features.item<float>(), 1e-4);
        Assert.Equal(shares, differences.item<float>(), 1e-4);
    }

    private static float[] Normal(ulong seed, int count)
    {
        var numbers = new float[count];
        new SplitMix64(seed).FillNormal(numbers, 1);
        return numbers;
    }
}
