using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>chown(2), which .NET does not offer.</summary>
internal static class FileOwner
{
    public static void Set(string path, int user, int group)
    {
        if (chown(path, user, group) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"chown {path}");
        }
    }

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
#pragma warning disable CA2101, IDE1006, SYSLIB1054 // The name is libc's, which takes UTF-8; generated marshalling would need unsafe code here.
    private static extern int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int user, int group);
#pragma warning restore CA2101, IDE1006, SYSLIB1054
}
