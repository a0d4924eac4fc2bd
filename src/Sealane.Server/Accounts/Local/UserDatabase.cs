using System.Runtime.InteropServices;
using System.Text;

namespace Sealane.Server.Accounts.Local;

/// <summary>Looks users up by the system's name service: files, LDAP, whatever nsswitch.conf says. May take as long as that takes: not for threads that must not block.</summary>
internal static unsafe partial class UserDatabase
{
    private const int Range = 34; // ERANGE: the buffer is too small
    private const int MostBuffer = 1 << 20; // no passwd line and no group list is that long
    private const int MostGroups = 65536; // NGROUPS_MAX

    /// <summary>The user of that name; null when there is none.</summary>
    /// <exception cref="AccountStoreException">The name service does not answer.</exception>
    public static LocalUser? Find(string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        byte[] terminated = Encoding.UTF8.GetBytes(name + '\0');
        for (int size = 4096; size <= MostBuffer; size *= 4)
        {
            fixed (byte* text = terminated, buffer = new byte[size])
            {
                Passwd entry;
                Passwd* found = null;
                int error = getpwnam_r(text, &entry, buffer, (nuint)size, &found);
                if (error == Range)
                {
                    continue;
                }

                // "Not found" has many numbers (getpwnam(3) lists ENOENT, ESRCH, EBADF, EPERM); these are the ones that mean trouble.
                if (found is null && error is 4 or 5 or 12 or 23 or 24 or 11)
                {
                    throw new AccountStoreException($"the system's users cannot be looked up ({Marshal.GetPInvokeErrorMessage(error)}): see nsswitch.conf and the service it names");
                }

                return found is null ? null : new LocalUser(Text(entry.Name), entry.User, entry.Group, Groups(entry.Name, entry.Group), Text(entry.Home));
            }
        }

        return null;
    }

    /// <summary>The name of a user; null when nobody knows one, or the name service does not answer.</summary>
    public static string? UserName(uint id) => NameOf(id, &getpwuid_r);

    /// <summary>The name of a group; null when nobody knows one, or the name service does not answer.</summary>
    public static string? GroupName(uint id) => NameOf(id, &getgrgid_r);

    // struct passwd and struct group begin with the name, and are no longer than this.
    private static string? NameOf(uint id, delegate*<uint, byte**, byte*, nuint, byte***, int> ask)
    {
        byte** entry = stackalloc byte*[8];
        for (int size = 4096; size <= MostBuffer; size *= 4)
        {
            fixed (byte* buffer = new byte[size])
            {
                byte** found = null;
                int error = ask(id, entry, buffer, (nuint)size, &found);
                if (error != Range)
                {
                    return found is null ? null : Text(found[0]);
                }
            }
        }

        return null;
    }

    private static uint[] Groups(byte* name, uint primary)
    {
        int count = 64;
        while (true)
        {
            uint[] groups = new uint[count];
            int room = count;
            int filled = getgrouplist(name, primary, groups, ref count);
            if (filled >= 0)
            {
                return groups[..count];
            }

            // It says how many it wants; older C libraries do not.
            count = Math.Max(count, room * 2);
            if (count > MostGroups)
            {
                throw new AccountStoreException("a user is in more groups than the kernel can hold");
            }
        }
    }

    private static string Text(byte* text) => text is null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    // struct passwd of 64-bit Linux, the same in every C library there.
    [StructLayout(LayoutKind.Sequential)]
    private struct Passwd
    {
        public byte* Name;
        public byte* Password;
        public uint User;
        public uint Group;
        public byte* Gecos;
        public byte* Home;
        public byte* Shell;
    }

    [LibraryImport("libc")]
    private static partial int getpwnam_r(byte* name, Passwd* entry, byte* buffer, nuint size, Passwd** found);

    [LibraryImport("libc")]
    private static partial int getpwuid_r(uint id, byte** entry, byte* buffer, nuint size, byte*** found);

    [LibraryImport("libc")]
    private static partial int getgrgid_r(uint id, byte** entry, byte* buffer, nuint size, byte*** found);

    [LibraryImport("libc")]
    private static partial int getgrouplist(byte* name, uint group, [Out] uint[] groups, ref int count);
}
