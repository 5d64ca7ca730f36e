namespace StyleForge.Tests.TestKit.Tests;

public class ExpectedWidthTests
{
    [Theory]
    [InlineData(nameof(Sample.Passes), null)]
    [InlineData(nameof(Sample.Fails), "at once")]
    [InlineData(nameof(Sample.PassesLater), null)]
    [InlineData(nameof(Sample.FailsLater), "in the end")]
    public void A_test_that_fails_is_seen_to_whether_at_once_or_in_its_task(string test, string? message)
    {
        Sample.Disposed = 0;

        Assert.Equal(message, ExpectedWidth.Failure(typeof(Sample).GetMethod(test)!, [])?.Message);
        Assert.Equal(1, Sample.Disposed);
    }

    private sealed class Sample : IDisposable
    {
        [ThreadStatic]
        public static int Disposed;

        private int _calls;

        public void Passes() => _calls++;

        public void Fails() => throw new InvalidOperationException(++_calls == 1 ? "at once" : "twice");

        public async Task PassesLater()
        {
            await Task.Yield();
            _calls++;
        }

        public async Task FailsLater()
        {
            await Task.Yield();
            throw new InvalidOperationException(++_calls == 1 ? "in the end" : "twice");
        }

        public void Dispose() => Disposed++;
    }
}
