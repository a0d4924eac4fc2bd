using Sealane.Client.Mirroring;
using Sealane.Shell.Language;

namespace Sealane.Shell.Transfers.Mirrors;

/// <summary>What a mirror does, as commands that would do the same. No password is in them.</summary>
/// <param name="to">Where they are written.</param>
/// <param name="sides">The directories.</param>
/// <param name="options">What was asked for.</param>
internal sealed class MirrorScript(TextWriter to, MirrorSides sides, MirrorOptions options)
{
    /// <summary>The top directory.</summary>
    public void Begin()
    {
        if (sides.IsUp || !Directory.Exists(sides.Local))
        {
            Line($"mkdir -p {sides.TargetUrl("")}");
        }
    }

    public void Add(MirrorEvent one)
    {
        string target = one.TargetPath ?? one.Path;
        switch (one.Kind)
        {
            case MirrorEventKind.MakingDirectory when one.Path.Length > 0:
                Line($"mkdir {sides.TargetUrl(target)}");
                break;
            case MirrorEventKind.Transferring:
                Line($"get {(one.Replaces && one.Offset == 0 ? "-e " : "")}{(one.Offset > 0 ? "-c " : "")}{(options.RemoveSourceFiles ? "-E " : "")}{(options.Ascii ? "-a " : "")}-O {sides.TargetBase(target)} {sides.SourceUrl(one.Path)}");
                break;
            case MirrorEventKind.MakingLink when !sides.IsUp:
                Line($"shell ln -sf {Quoting.Argument(one.LinkTarget ?? "")} {sides.LocalPath(target)}");
                break;
            case MirrorEventKind.Removed when !one.Replaces:
                Line($"rm {(one.IsDirectory ? "-r " : "")}{sides.TargetUrl(one.Path)}");
                break;
            case MirrorEventKind.SettingPermissions when one.Mode is { } mode:
                Line($"chmod -f {Convert.ToString(mode, 8)} {sides.TargetUrl(target)}");
                break;
            case MirrorEventKind.SourceRemoved when one.IsDirectory:
                Line($"rmdir {sides.SourceUrl(one.Path)}");
                break;
        }
    }

    private void Line(string line) => to.Write(line + "\n");
}
