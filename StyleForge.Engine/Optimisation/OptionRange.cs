using System.Runtime.CompilerServices;

namespace StyleForge.Engine.Optimisation;

/// <summary>Range checks of options.</summary>
public static class OptionRange
{
    /// <summary>The value, if it is finite and above a limit.</summary>
    public static double Above(double limit, double value, [CallerMemberName] string option = "")
        => value > limit && double.IsFinite(value) ? value : throw Outside(option, value, $"above {limit}");

    /// <summary>The value, if it is finite and at least a limit.</summary>
    public static double AtLeast(double limit, double value, [CallerMemberName] string option = "")
        => value >= limit && double.IsFinite(value) ? value : throw Outside(option, value, $"{limit} or more");

    /// <summary>The value, if it lies between two limits and is neither.</summary>
    public static double Inside(double limit, double upperLimit, double value, [CallerMemberName] string option = "")
        => value > limit && value < upperLimit ? value : throw Outside(option, value, $"above {limit} and below {upperLimit}");

    /// <summary>The value, if it is at least 0 and below 1.</summary>
    public static double Share(double value, [CallerMemberName] string option = "")
        => value is >= 0 and < 1 ? value : throw Outside(option, value, "from 0 to below 1");

    /// <summary>The value, if it is at least 0 and at most 1.</summary>
    public static double Part(double value, [CallerMemberName] string option = "")
        => value is >= 0 and <= 1 ? value : throw Outside(option, value, "from 0 to 1");

    /// <summary>The value, if it is one of the whole numbers between two, these included.</summary>
    public static int Between(int least, int most, int value, [CallerMemberName] string option = "")
        => value >= least && value <= most ? value : throw Outside(option, value, $"from {least} to {most}");

    private static ArgumentOutOfRangeException Outside(string option, double value, string allowed)
        => new(option, FormattableString.Invariant($"{option} is {value}, but must be {allowed}."));
}
