namespace StyleForge.Hosting;

/// <summary>Tells faults of files that may pass by themselves from those that do not.</summary>
internal static class TransientFault
{
    // Windows says these as 0x8007 and the number: in use by another, locked, full disk, and a network that is away.
    private const int WindowsError = unchecked((int)0x80070000);
    private static readonly HashSet<int> Windows = [32, 33, 53, 54, 55, 59, 64, 67, 112, 121, 1231, 1232];

    // EIO, EAGAIN (which is what a file in use by another comes to), EBUSY, ENOSPC, ENETDOWN, ENETUNREACH, ENETRESET, ECONNABORTED,
    // ECONNRESET, ENOTCONN, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, ESTALE, EREMOTEIO and EDQUOT, as Linux numbers them.
    private static readonly HashSet<int> Unix = [5, 11, 16, 28, 100, 101, 102, 103, 104, 107, 110, 112, 113, 116, 121, 122];

    /// <summary>True for a file in use by another, a network share that is away, and a full disk; false for a file that is not there or may not be touched.</summary>
    public static bool Is(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is DriveNotFoundException
                || (failure is IOException and not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && IsTransient(failure.HResult)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTransient(int result) =>
        (result & unchecked((int)0xFFFF0000)) == WindowsError ? Windows.Contains(result & 0xFFFF) : Unix.Contains(result);
}
