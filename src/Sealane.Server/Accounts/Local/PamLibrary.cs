using System.Runtime.InteropServices;

namespace Sealane.Server.Accounts.Local;

/// <summary>The functions of libpam.so.0 that are used. Found when first asked for: systems without PAM lack nothing but system users.</summary>
internal sealed unsafe class PamLibrary
{
    private const string Name = "libpam.so.0";

    private static readonly Lazy<PamLibrary?> s_installed = new(() => NativeLibrary.TryLoad(Name, out nint library) ? new PamLibrary(library) : null);

    private PamLibrary(nint library)
    {
        Start = (delegate* unmanaged[Cdecl]<byte*, byte*, void*, void**, int>)NativeLibrary.GetExport(library, "pam_start");
        End = (delegate* unmanaged[Cdecl]<void*, int, int>)NativeLibrary.GetExport(library, "pam_end");
        SetItem = (delegate* unmanaged[Cdecl]<void*, int, void*, int>)NativeLibrary.GetExport(library, "pam_set_item");
        GetItem = (delegate* unmanaged[Cdecl]<void*, int, void**, int>)NativeLibrary.GetExport(library, "pam_get_item");
        Authenticate = Phase(library, "pam_authenticate");
        CheckAccount = Phase(library, "pam_acct_mgmt");
        SetCredentials = Phase(library, "pam_setcred");
        OpenSession = Phase(library, "pam_open_session");
        CloseSession = Phase(library, "pam_close_session");
        Describe = (delegate* unmanaged[Cdecl]<void*, int, byte*>)NativeLibrary.GetExport(library, "pam_strerror");
    }

    /// <summary>Null on a system without it.</summary>
    public static PamLibrary? Installed => s_installed.Value;

    public delegate* unmanaged[Cdecl]<byte*, byte*, void*, void**, int> Start { get; }

    public delegate* unmanaged[Cdecl]<void*, int, int> End { get; }

    public delegate* unmanaged[Cdecl]<void*, int, void*, int> SetItem { get; }

    public delegate* unmanaged[Cdecl]<void*, int, void**, int> GetItem { get; }

    public delegate* unmanaged[Cdecl]<void*, int, int> Authenticate { get; }

    public delegate* unmanaged[Cdecl]<void*, int, int> CheckAccount { get; }

    public delegate* unmanaged[Cdecl]<void*, int, int> SetCredentials { get; }

    public delegate* unmanaged[Cdecl]<void*, int, int> OpenSession { get; }

    public delegate* unmanaged[Cdecl]<void*, int, int> CloseSession { get; }

    public delegate* unmanaged[Cdecl]<void*, int, byte*> Describe { get; }

    private static delegate* unmanaged[Cdecl]<void*, int, int> Phase(nint library, string name) =>
        (delegate* unmanaged[Cdecl]<void*, int, int>)NativeLibrary.GetExport(library, name);
}
