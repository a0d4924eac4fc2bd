using Sealane.Server.Options;

namespace Sealane.Server.Compat;

/// <summary>Red Hat's vsftpd has its configuration in a directory of its own, and looks for its lists there instead of beside <c>/etc/vsftpd.conf</c>.</summary>
internal static class RedHatLists
{
    private const string Directory = "/etc/vsftpd";

    /// <summary>Options that name lists, and those without which nobody looks into them.</summary>
    internal static readonly (string Option, string Needs)[] All =
    [
        ("userlist_file", "userlist_enable"),
        ("chroot_list_file", "chroot_list_enable"),
        ("banned_email_file", "deny_email_enable"),
        ("email_password_file", "secure_email_list_enable"),
    ];

    /// <summary>Where such a list is when the configuration does not say. A list in vsftpd's own place stays in use: somebody put it there.</summary>
    /// <param name="option">Name of an option.</param>
    /// <param name="file">The configuration; null for none.</param>
    /// <param name="host">The machine that it is for.</param>
    /// <returns>Null when the option names no such list, or the configuration is not Red Hat's.</returns>
    internal static string? Place(string option, string? file, HostFacts host)
    {
        if (!option.EndsWith("_file", StringComparison.Ordinal) || file is null || !All.Any(list => list.Option == option) || Path.GetDirectoryName(Path.GetFullPath(file)) != Directory)
        {
            return null;
        }

        string elsewhere = OptionCatalog.Get(option).Default;
        return host.Probe(elsewhere) == FileCondition.Missing ? elsewhere.Replace("/etc/vsftpd.", Directory + "/", StringComparison.Ordinal) : null;
    }
}
