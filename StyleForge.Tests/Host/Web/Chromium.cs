using Microsoft.Playwright;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.Web;

/// <summary>One browser for all tests of a class; it is started by the first that needs it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>A page without a past.</summary>
    internal async Task<IPage> OpenAsync(BrowserNewContextOptions options)
    {
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ChromiumFactAttribute.Program,
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
        });
        var context = await _browser.NewContextAsync(options);
        context.SetDefaultTimeout(10_000);
        return await context.NewPageAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
