using System.Globalization;

namespace Sealane.Interop.Tests.LocalUsers;

/// <summary>A real user of this system, made for a test and removed with it; his name says what he is for.</summary>
internal sealed class SystemUser : IAsyncDisposable
{
    public const string Password = "Correct-Horse-7";

    private SystemUser(string name, string home, uint id, uint group) => (Name, Home, Id, Group) = (name, home, id, group);

    public string Name { get; }

    public string Home { get; }

    public uint Id { get; }

    /// <summary>Id of his own group: another number than his, where somebody made a group alone before.</summary>
    public uint Group { get; }

    public string Credentials => $"{Name}:{Password}";

    /// <summary>Skips the test where nobody can make users.</summary>
    public static void Require()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can make users and act for them");
        Assert.SkipUnless(File.Exists("/usr/sbin/useradd") && File.Exists("/usr/sbin/chpasswd"), "useradd and chpasswd are not installed: apt-get install passwd");
    }

    /// <param name="under">An existing directory that everybody may pass through; the home is made in it.</param>
    /// <param name="called">A name that nobody has; one is made up if left out.</param>
    public static async Task<SystemUser> MakeAsync(string under, string? called = null)
    {
        string name = called ?? $"sealane-t{Random.Shared.Next(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture)}";
        string home = Path.Combine(under, name);
        await AdministerAsync("/usr/sbin/useradd", ["-m", "-k", "/var/empty-skeleton", "-d", home, "-U", "-s", "/bin/sh", "-c", "made by Sealane's tests", name]);
        var user = new SystemUser(name, home, await IdAsync("-u"), await IdAsync("-g"));
        await AdministerAsync("/usr/sbin/chpasswd", [], $"{name}:{Password}\n");
        return user;

        async Task<uint> IdAsync(string which) => uint.Parse((await Tool.RunAsync("/usr/bin/id", [which, name])).Succeeded(), CultureInfo.InvariantCulture);
    }

    /// <summary>usermod, chage and the like, with the user's name as last word.</summary>
    public Task ChangeAsync(string program, params string[] words) => AdministerAsync(program, [.. words, Name]);

    public async ValueTask DisposeAsync()
    {
        await AdministerAsync("/usr/sbin/userdel", [Name]);
        if (Directory.Exists(Home))
        {
            Directory.Delete(Home, recursive: true);
        }
    }

    /// <summary>Runs what changes passwd or group; somebody else who does the same at this moment is waited for, and so is the end of the user's last process.</summary>
    public static async Task AdministerAsync(string program, string[] words, string? input = null)
    {
        for (int attempt = 1; ; attempt++)
        {
            ToolRun run = await Tool.RunAsync(program, words, input);
            bool locked = run.ExitCode != 0 && (run.Error.Contains("lock", StringComparison.Ordinal) || run.Error.Contains("currently used by process", StringComparison.Ordinal));
            if (!locked || attempt == 200)
            {
                run.Succeeded();
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }
}
