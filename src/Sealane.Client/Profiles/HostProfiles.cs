using System.Collections.Concurrent;
using System.Text.Json;

namespace Sealane.Client.Profiles;

/// <summary>The profiles of all servers that this process talks to, by host name and port. In memory, unless it is saved.</summary>
public sealed class HostProfiles
{
    private readonly ConcurrentDictionary<(string Host, int Port), HostProfile> _profiles = new();

    /// <summary>The one that clients share unless they are given another.</summary>
    public static HostProfiles Shared { get; } = new();

    /// <summary>The profile of a server; a new one when nothing is known.</summary>
    public HostProfile For(string host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        return _profiles.GetOrAdd((host.ToUpperInvariant(), port), static _ => new HostProfile());
    }

    /// <summary>Takes what an earlier process has saved. Profiles that are here already stay as they are.</summary>
    /// <param name="path">The file.</param>
    /// <returns>False when there is no file, or none that is understood: it holds only hints, and everything goes without them.</returns>
    public bool Load(string path)
    {
        ProfileFile? file;
        try
        {
            file = JsonSerializer.Deserialize(File.ReadAllBytes(path), ProfileJson.Default.ProfileFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Not there yet, or damaged: learnt anew.
            return false;
        }

        if (file is not { Version: ProfileFile.CurrentVersion, Hosts: not null })
        {
            return false;
        }

        foreach (ProfileLine line in file.Hosts)
        {
            _ = _profiles.TryAdd((line.Host.ToUpperInvariant(), line.Port), line.ToProfile());
        }

        return true;
    }

    /// <summary>Saves everything for a later process; the file is replaced whole or not at all. Names and numbers of servers and their habits, never credentials.</summary>
    /// <param name="path">The file; its directory is made if need be.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ProfileLine[] lines = [.. _profiles.Select(one => ProfileLine.Of(one.Key.Host.ToLowerInvariant(), one.Key.Port, one.Value)).OrderBy(line => line.Host, StringComparer.Ordinal).ThenBy(line => line.Port)];
        string full = Path.GetFullPath(path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string fresh = $"{full}.{Environment.ProcessId}.new";
        File.WriteAllBytes(fresh, JsonSerializer.SerializeToUtf8Bytes(new ProfileFile(ProfileFile.CurrentVersion, lines), ProfileJson.Default.ProfileFile));
        File.Move(fresh, full, overwrite: true);
    }
}
