using System.Threading.RateLimiting;

namespace StyleForge.Web;

/// <summary>How often something may happen.</summary>
internal static class Rates
{
    /// <summary>So many times a minute: all at once if need be, and then one by one as the minute goes by.</summary>
    public static RateLimiter AMinute(int times) => new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
    {
        TokenLimit = times,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / times,
        QueueLimit = 0,
    });
}
