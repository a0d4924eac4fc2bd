namespace Sealane.Interop.Tests.Daemons;

/// <summary>One server for all tests of a class, as it comes (with logins and data in the clear refused).</summary>
public class SharedSite : IAsyncLifetime
{
    private Site? _site;

    internal Site Site => _site!;

    /// <summary>Lines of configuration on top.</summary>
    protected virtual string Settings => "";

    public async ValueTask InitializeAsync() => _site = await Site.OpenAsync(Settings);

    public async ValueTask DisposeAsync()
    {
        if (_site is { } site)
        {
            await site.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
