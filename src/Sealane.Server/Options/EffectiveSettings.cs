using System.Net;
using Sealane.Server.Compat;

namespace Sealane.Server.Options;

/// <summary>The value in force of every option: set ones that passed the value grammar, and defaults for the rest.</summary>
internal sealed class EffectiveSettings
{
    private readonly Dictionary<string, Setting> _set;
    private readonly string? _file;

    /// <param name="set">By canonical name, values already checked.</param>
    /// <param name="host">Supplies the defaults that depend on the machine.</param>
    /// <param name="file">The configuration that they begin with; null for none.</param>
    internal EffectiveSettings(Dictionary<string, Setting> set, HostFacts host, string? file)
    {
        (_set, _file) = (set, file);
        Host = host;
        FollowsVsftpd = Choice("compat") == "vsftpd";
    }

    /// <summary>True under <c>compat=vsftpd</c>.</summary>
    internal bool FollowsVsftpd { get; }

    /// <summary>The machine that the configuration is for.</summary>
    internal HostFacts Host { get; }

    /// <summary>The same with other settings on top; relative paths among them start at the directory of the file that they are in.</summary>
    internal EffectiveSettings With(Dictionary<string, Setting> more)
    {
        Dictionary<string, Setting> all = new(_set, StringComparer.Ordinal);
        foreach ((string name, Setting setting) in more)
        {
            all[name] = setting;
        }

        return new EffectiveSettings(all, Host, _file);
    }

    /// <summary>True when the file or the command line sets it.</summary>
    internal bool IsSet(string name) => _set.ContainsKey(name);

    /// <summary>Where it is set; null for defaults.</summary>
    internal SettingOrigin? Origin(string name) => _set.GetValueOrDefault(name)?.Origin;

    /// <summary>The value as text.</summary>
    internal string Text(string name)
    {
        string text = _set.GetValueOrDefault(name)?.Value ?? RedHatLists.Place(name, _file, Host) ?? OptionCatalog.Get(name).DefaultFor(FollowsVsftpd);
        return text.Length > 0 ? text : name switch
        {
            "state_dir" => Host.StateDirectory,
            "accounts" => $"sqlite:{System.IO.Path.Combine(Path("state_dir")!, "accounts.db")}",
            _ => text,
        };
    }

    internal bool Flag(string name) => ValueGrammar.Flag(Text(name))!.Value;

    internal long Number(string name) => ValueGrammar.Number(Text(name))!.Value;

    internal int Count(string name) => (int)Number(name);

    internal TimeSpan Seconds(string name) => TimeSpan.FromSeconds(Number(name));

    /// <summary>A time of which 0 means "for ever".</summary>
    internal TimeSpan SecondsOrInfinite(string name) => Number(name) == 0 ? Timeout.InfiniteTimeSpan : Seconds(name);

    internal string Choice(string name) => ValueGrammar.Choice(OptionCatalog.Get(name), Text(name))!;

    internal IPAddress? Address(string name) => ValueGrammar.Address(Text(name));

    /// <summary>An absolute path; null when empty.</summary>
    internal string? Path(string name) => Text(name) is { Length: > 0 } text ? Absolute(text, Origin(name)) : null;

    /// <summary>Makes a path absolute, starting at the directory of the file that it was written in.</summary>
    internal static string Absolute(string path, SettingOrigin? origin)
    {
        string start = origin is { IsCommandLine: false }
            ? System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(origin.File)) ?? "/"
            : Environment.CurrentDirectory;
        return System.IO.Path.GetFullPath(path, start);
    }
}
