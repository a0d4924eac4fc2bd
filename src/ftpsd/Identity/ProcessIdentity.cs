using System.Globalization;
using System.Runtime.InteropServices;
using Sealane.Server.Options;

namespace Sealane.Daemon.Identity;

/// <summary>Who this process is, and who it becomes once it listens: root only for as long as something needs root.</summary>
internal static partial class ProcessIdentity
{
    private const int PrSetDumpable = 4;

    /// <summary>The user to become after binding; null when the process stays who it is.</summary>
    /// <exception cref="Refusal">There is no such user.</exception>
    public static SystemUser? Next(ServerOptions options)
    {
        if (SystemUser.Current.Uid != SystemUser.Root || options.UnprivilegedUser is not { } name)
        {
            return null;
        }

        SystemUser user = SystemUser.Find(name)
            ?? throw new Refusal($"there is no system user {name}, which nopriv_user names: make it (useradd --system {name}), name another, or write nopriv_user=root to stay root.");
        return user.Uid == SystemUser.Root ? null : user;
    }

    /// <summary>Becomes that user for good: groups, group and user of every thread, with no way back.</summary>
    /// <exception cref="Refusal">The kernel refuses, or did not do all of it; the process must not go on.</exception>
    public static void Become(SystemUser user)
    {
        uint[] groups = [user.Gid];
        if (setgroups(1, groups) != 0 || setgid(user.Gid) != 0 || setuid(user.Uid) != 0)
        {
            throw new Refusal($"cannot become {user.Name} (uid {user.Uid}, errno {Marshal.GetLastPInvokeError()}) and will not go on as root: grant CAP_SETUID and CAP_SETGID, or start as another user.");
        }

        // What a process may do about itself (/proc/self) the kernel takes away with the old identity; a service that was started as this user has it.
        _ = prctl(PrSetDumpable, 1, 0, 0, 0);
        if (setuid(SystemUser.Root) == 0 || !AllThreadsAre(user))
        {
            throw new Refusal($"did not become {user.Name} (uid {user.Uid}) altogether and will not go on.");
        }
    }

    /// <summary>
    /// Why a reload cannot let anonymous users in who were not let in before; null when it can. They act as <c>ftp_username</c>, and a process that gave root up for
    /// somebody else would have them act as itself, whose are the accounts and the keys. Where a start would make it the same user they get no more than after one.
    /// </summary>
    /// <param name="now">What is in force.</param>
    /// <param name="wanted">What the reload would bring.</param>
    /// <param name="dropped">The user that the process became.</param>
    public static string? AnonymousFault(ServerOptions now, ServerOptions wanted, string dropped) =>
        wanted.Anonymous is not { UserName: { } name } || name == now.Anonymous?.UserName || name == dropped || wanted.UnprivilegedUser == dropped
            ? null
            : $"anonymous_enable=YES: anonymous users are to act as {name}, and ftpsd gave root up for {dropped} when it started, so that they would act as the server itself. "
                + "Start it anew: systemctl restart ftpsd, or ftpsd stop and ftpsd serve.";

    /// <summary>How the process came to be who it is, in a sentence for <c>ftpsd status</c>.</summary>
    public static string Describe(ServerOptions options, SystemUser? dropped) =>
        dropped is not null ? $"started as root, became {dropped.Name} (uid {dropped.Uid}) for good once it listened (nopriv_user)"
        : SystemUser.Current.Uid != SystemUser.Root ? "was not started as root and needs no more than it has"
        : options.LocalUsers is not null ? "stays root, because local_enable=YES acts as each system user that logs in"
        : options.NeedsRoot ? "stays root, because chown_uploads=YES gives files to another user"
        : "stays root, because nopriv_user=root or run_as_launching_user=YES says so";

    // The C library changes all threads one by one; the kernel says whether it did.
    private static bool AllThreadsAre(SystemUser user)
    {
        string expected = string.Join('\t', Enumerable.Repeat(user.Uid.ToString(CultureInfo.InvariantCulture), 4));
        foreach (string thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                if (!File.ReadLines(Path.Combine(thread, "status")).Any(line => line.StartsWith("Uid:", StringComparison.Ordinal) && line[4..].Trim() == expected))
                {
                    return false;
                }
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: NoSuchProcess })
            {
                // That thread has ended meanwhile.
            }
        }

        return true;
    }

    private const int NoSuchProcess = 3; // ESRCH

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setgroups(nuint count, uint[] groups);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setgid(uint gid);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setuid(uint uid);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint argument, nuint third, nuint fourth, nuint fifth);
}
