namespace Sealane.Client.Mirroring;

/// <summary>Permission bits: which the target gets of the source's.</summary>
internal static class ModeRules
{
    private const int Permissions = 0x1FF;
    private const int SetIds = 0xC00;
    private const int UsualUmask = 0b000_010_010;

    internal static int Wanted(int source, MirrorOptions options) =>
        source & (options.AllowSetId ? Permissions | SetIds : Permissions) & ~(options.Umask ?? s_umask.Value);

    /// <summary>What a file has that nobody gave bits.</summary>
    internal static int OfNewFiles => 0b110_110_110 & ~s_umask.Value;

    // The platform has no call for it; Linux tells in a file.
    private static readonly Lazy<int> s_umask = new(ReadUmask);

    private static int ReadUmask()
    {
        try
        {
            string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("Umask:", StringComparison.Ordinal)) : null;
            return line is null ? UsualUmask : Convert.ToInt32(line[6..].Trim(), 8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // A sandbox without /proc.
            return UsualUmask;
        }
    }
}
