using System.Text.Json;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Compat;

/// <summary>
/// vsftpd, or ours with <c>compat=vsftpd</c> and otherwise the same lines, for one talk. As with <see cref="VsftpdServer"/>, its account is a system user in
/// a mount namespace of its own.
/// </summary>
internal sealed class TalkServer(Talk talk, bool ours) : ForeignServer(TlsRange.Both)
{
    private const int Owner = 61235;

    private static readonly string[] s_needed =
    [
        "/etc/nsswitch.conf", "/etc/login.defs", "/etc/security", "/etc/shells", "/etc/hosts", "/etc/host.conf",
        "/etc/resolv.conf", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/services", "/etc/protocols", "/etc/alternatives",
    ];

    public override string Name => ours ? "ftpsd, compat=vsftpd" : "vsftpd";

    public override ServerTraits Traits => ServerTraits.None;

    protected override int OwnerId => Owner;

    protected override async Task LaunchAsync()
    {
        string vsftpd = Packages.Require("vsftpd", "/usr/sbin/vsftpd");
        if (!Environment.IsPrivilegedProcess || !(await Tool.RunAsync("unshare", ["--mount", "true"])).ExitCode.Equals(0))
        {
            Packages.Missing("system users of one test alone need root and the right to make a mount namespace (CAP_SYS_ADMIN)");
        }

        // Not all of /etc, which takes long and is done twice for each talk.
        string etc = MakeState("etc");
        (await Tool.RunAsync("cp", ["-a", .. s_needed.Where(Path.Exists), etc])).Succeeded();
        string hash = (await Tool.RunAsync("openssl", ["passwd", "-6", "-stdin"], Password + "\n")).Succeeded().Trim();
        AccountFiles.Write(etc, UserName, Owner, Root, hash);
        _ = Directory.CreateDirectory($"{etc}/pam.d");
        File.WriteAllText($"{etc}/pam.d/vsftpd", "auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n");
        Furnish(etc);

        // The same file for both but for what ours needs a place for; vsftpd lets the last of two settings win, and so do we.
        string configuration = Write("vsftpd.conf", string.Join('\n', [.. Configuration(etc), .. ours ? ["compat=vsftpd", $"state_dir={MakeState("state")}"] : Array.Empty<string>(), ""]));
        string[] program = ours ? [DaemonProcess.Executable, "serve", configuration] : [vsftpd, configuration];
        Dictionary<string, string?> environment = ours ? [] : new() { ["LD_LIBRARY_PATH"] = Packages.LibraryPath };
        await RunAsync(
            ["unshare", "--mount", "sh", "-c", "mount --bind \"$1\" /etc && shift && exec \"$@\"", "sh", etc, .. program], environment, ("127.0.0.1", Port, false));
    }

    /// <summary>Plays the talk: each step and the replies to it, home directory and account as <c>HOME</c> and <c>USER</c>.</summary>
    public async Task<(string Step, string Replies)[]> PlayAsync()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Scripts", "play_talk.py");
        ToolRun run = await Tool.RunAsync("python3", [script, Text(Port), CaFile, UserName, Password, Root], string.Join('\n', talk.Lines));
        using JsonDocument said = JsonDocument.Parse(run.Succeeded());
        return [.. said.RootElement.EnumerateArray().Select(step => (
            step[0].GetString()!.Replace(Root, "HOME", StringComparison.Ordinal),
            string.Join(" // ", step[1].EnumerateArray().Select(reply => reply.GetString()!.Replace(Root, "HOME", StringComparison.Ordinal)))))];
    }

    private IEnumerable<string> Configuration(string etc)
    {
        Dictionary<string, string> settings = new()
        {
            ["listen"] = "YES",
            ["listen_address"] = "127.0.0.1",
            ["listen_port"] = Text(Port),
            ["background"] = "NO",
            ["anonymous_enable"] = "NO",
            ["local_enable"] = "YES",
            ["write_enable"] = "YES",
            ["chroot_local_user"] = "YES",
            ["allow_writeable_chroot"] = "YES",
            ["secure_chroot_dir"] = MakeState("empty"),
            ["seccomp_sandbox"] = "NO",
            ["delay_failed_login"] = "0",
            ["pasv_min_port"] = Text(Ports.PassiveFrom),
            ["pasv_max_port"] = Text(Ports.PassiveTo),
            ["vsftpd_log_file"] = Scratch.File("vsftpd.log"),
            ["xferlog_file"] = Scratch.File("xferlog"),
        };
        if (talk.Setting.Contains("@tls"))
        {
            settings["ssl_enable"] = "YES";
            settings["rsa_cert_file"] = Certificate.CertificatePath;
            settings["rsa_private_key_file"] = Certificate.KeyPath;
            settings["ssl_ciphers"] = "HIGH";
        }

        foreach (string[] pair in talk.Setting.Where(line => line.StartsWith("@config ", StringComparison.Ordinal)).Select(line => line[8..].Split('=', 2)))
        {
            settings[pair[0]] = pair[1].Replace("{etc}", etc, StringComparison.Ordinal);
        }

        return settings.Select(pair => $"{pair.Key}={pair.Value}");
    }

    private void Furnish(string etc)
    {
        Own(Root);
        foreach (string[] words in talk.Setting.Select(line => line.Split(' ', 3)))
        {
            switch (words[0])
            {
                case "@directory":
                    Own(Directory.CreateDirectory(PathOf(words[1])).FullName);
                    break;
                case "@file":
                    File.SetLastWriteTimeUtc(PutFile(words[1], System.Text.Encoding.UTF8.GetBytes(words[2])), new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
                    break;
                case "@big":
                    _ = PutFile(words[1], new byte[30_000_000]);
                    break;
                case "@list":
                    File.WriteAllText(Path.Combine(etc, words[1]), words[2].Replace("{user}", UserName, StringComparison.Ordinal) + "\n");
                    break;
            }
        }

        // Last: whoever closes a directory closes it for nobody before.
        foreach (string[] words in talk.Setting.Where(line => line.StartsWith("@mode ", StringComparison.Ordinal)).Select(line => line.Split(' ', 3)))
        {
            File.SetUnixFileMode(PathOf(words[2]), (UnixFileMode)Convert.ToInt32(words[1], 8));
        }
    }
}
