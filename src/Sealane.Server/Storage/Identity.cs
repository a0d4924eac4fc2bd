using System.Runtime.InteropServices;

namespace Sealane.Server.Storage;

/// <summary>
/// Whose eyes and hands the file system sees: a user, his group and his further groups. Held by one thread, for one synchronous stretch of work, and never
/// across an await: <see cref="Scope"/> is a ref struct, so the compiler refuses that.
/// </summary>
/// <remarks>
/// Inside, the thread has the user's file system ids and groups, and no capability but those to change back: nothing that root may do to files or beyond quotas
/// is left. A thread that cannot be changed back ends the process: going on would mean acting for one user with another's rights.
/// </remarks>
public sealed class Identity
{
    // What changing back needs; neither means anything to a file system.
    private const ulong KeptCapabilities = (1UL << 6) | (1UL << 7); // CAP_SETGID, CAP_SETUID

    [ThreadStatic]
    private static Identity? t_current;

    private static readonly Lazy<ThreadCredentials> s_own = new(ThreadCredentials.OfThisThread);

    private readonly uint[] _groups;

    /// <summary>Describes a user; changes nothing yet.</summary>
    /// <param name="user">User id. Not 0: root's rights are what this class is there to be rid of.</param>
    /// <param name="group">Primary group id.</param>
    /// <param name="groups">All further groups; may contain the primary one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The user is root, or no user at all.</exception>
    public Identity(uint user, uint group, IEnumerable<uint> groups)
    {
        ArgumentOutOfRangeException.ThrowIfZero(user);
        ArgumentOutOfRangeException.ThrowIfEqual(user, uint.MaxValue);
        ArgumentOutOfRangeException.ThrowIfEqual(group, uint.MaxValue);
        (User, Group, _groups) = (user, group, [.. groups]);
    }

    /// <summary>User id.</summary>
    public uint User { get; }

    /// <summary>Primary group id: the group of new files, unless their directory says otherwise.</summary>
    public uint Group { get; }

    /// <summary>Further group ids.</summary>
    public IReadOnlyList<uint> Groups => _groups;

    /// <summary>What ends the process.</summary>
    internal Action<string> Die { get; init; } = Environment.FailFast;

    /// <summary>What keeps this process from acting for its users; null when nothing does.</summary>
    public static string? Fault()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return "users' identities can be taken on 64-bit Linux only";
        }

        const ulong needed = KeptCapabilities;
        return (s_own.Value.Effective & needed) == needed ? null : $"user {Environment.UserName} may not act for other users (CAP_SETUID and CAP_SETGID are missing)";
    }

    /// <summary>True when this process can act for other users at this moment: before and after it has given root up are two answers, so none is remembered.</summary>
    public static bool IsPossible => OperatingSystem.IsLinux() && Environment.Is64BitProcess && (IdentityCalls.Capabilities().Effective & KeptCapabilities) == KeptCapabilities;

    /// <summary>True when the user is in the group.</summary>
    public bool IsIn(uint group) => group == Group || Array.IndexOf(_groups, group) >= 0;

    /// <summary>Work of an account from here to the end of the using block; null for an account without an identity of its own.</summary>
    /// <exception cref="InvalidOperationException">The thread is at work for somebody else, or the kernel does not let it become this user.</exception>
    internal static Scope Enter(Identity? identity)
    {
        Identity? current = t_current;
        if (ReferenceEquals(current, identity))
        {
            return default; // ours already: whoever entered first leaves
        }

        if (current is not null)
        {
            throw new InvalidOperationException($"This thread acts for user {current.User}; work for another has no place here.");
        }

        identity!.Take();
        return new Scope(identity);
    }

    /// <summary>Throws unless this thread acts for that account: a call that was written without <see cref="Enter"/> fails instead of acting as somebody else.</summary>
    internal static void Require(Identity? identity)
    {
        if (!ReferenceEquals(t_current, identity))
        {
            throw new InvalidOperationException("A file system call was about to be made with another identity than its account's.");
        }
    }

    private void Take()
    {
        ThreadCredentials own = s_own.Value;
        try
        {
            IdentityCalls.SetGroups(_groups);
            bool clean = IdentityCalls.SetFileSystemGroup(Group) == own.Group & IdentityCalls.SetFileSystemUser(User) == own.User;
            if (!clean)
            {
                // Found on the way in, so somebody else's work was about to be, or has been, done with it.
                Die("a thread had another user's identity before it was given one");
            }

            if (IdentityCalls.FileSystemUser() != User || IdentityCalls.FileSystemGroup() != Group)
            {
                throw new InvalidOperationException($"The kernel does not let this process act for user {User}.");
            }

            IdentityCalls.SetCapabilities(own.Effective & KeptCapabilities, own);
            t_current = this;
        }
        catch (Exception failure) when (failure is IdentityException or InvalidOperationException)
        {
            Restore(own);
            throw new InvalidOperationException($"The identity of user {User} cannot be taken: {failure.Message}", failure);
        }
    }

    private void Restore(ThreadCredentials own)
    {
        try
        {
            IdentityCalls.SetGroups(own.Groups);
            _ = IdentityCalls.SetFileSystemGroup(own.Group);
            _ = IdentityCalls.SetFileSystemUser(own.User);
            IdentityCalls.SetCapabilities(own.Effective, own); // last: changing the user id moves capabilities by itself
            if (IdentityCalls.FileSystemUser() != own.User || IdentityCalls.FileSystemGroup() != own.Group)
            {
                Die($"a thread could not leave the identity of user {User}");
            }
        }
        catch (IdentityException failure)
        {
            Die($"a thread could not leave the identity of user {User}: {failure.Message}");
        }

        t_current = null;
    }

    /// <summary>A stretch of work with an identity; its end takes the thread back to the server's own.</summary>
    internal readonly ref struct Scope(Identity? identity)
    {
        public void Dispose() => identity?.Restore(s_own.Value);
    }
}

/// <summary>What the server's threads have of their own.</summary>
internal sealed record ThreadCredentials(uint User, uint Group, uint[] Groups, ulong Effective, ulong Permitted, ulong Inheritable)
{
    public static ThreadCredentials OfThisThread()
    {
        (ulong effective, ulong permitted, ulong inheritable) = IdentityCalls.Capabilities();
        return new ThreadCredentials(IdentityCalls.FileSystemUser(), IdentityCalls.FileSystemGroup(), IdentityCalls.Groups(), effective, permitted, inheritable);
    }
}

/// <summary>A system call on credentials failed.</summary>
internal sealed class IdentityException(string call, int errno) : IOException($"{call}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})");
