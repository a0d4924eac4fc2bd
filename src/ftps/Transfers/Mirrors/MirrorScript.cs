using Sealane.Client.Mirroring;
using Sealane.Shell.Language;

namespace Sealane.Shell.Transfers.Mirrors;

/// <summary>What a mirror does, as commands that would do the same. No password is in them.</summary>
/// <param name="to">Where they are written.</param>
/// <param name="sides">The directories.</param>
/// <param name="options">What was asked for.</param>
/// <param name="segments">Connections for each large file.</param>
internal sealed class MirrorScript(TextWriter to, MirrorSides sides, MirrorOptions options, int segments = 1)
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
                bool inSegments = segments > 1 && one.Offset == 0 && !sides.IsUp && options.LargeFiles is { } large && one.Length >= large.SmallestSize;
                Line($"{(inSegments ? $"pget -n {segments}" : "get")} {(one.Replaces && one.Offset == 0 ? "-e " : "")}{(one.Offset > 0 ? "-c " : "")}{(options.RemoveSourceFiles ? "-E " : "")}{(options.Ascii ? "-a " : "")}-O {sides.TargetBase(target)} {sides.SourceUrl(one.Path)}");
                if (one.Mode is { } bits)
                {
                    Line($"chmod -f {Convert.ToString(bits, 8)} {sides.TargetUrl(target)}");
                }

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
            case MirrorEventKind.SourceRemoved:
                Line($"{(one.IsDirectory ? "rmdir" : "rm")} {sides.SourceUrl(one.Path)}");
                break;
        }
    }

    private void Line(string line) => to.Write(line + "\n");
}
