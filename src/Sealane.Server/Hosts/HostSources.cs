using Sealane.Server.Options;
using Sealane.Server.Storage;

namespace Sealane.Server.Hosts;

/// <summary>The files that rules of <c>tcp_wrappers</c> were read from, missing ones as well, each as it was then; and how they are read again. Both block for the disk.</summary>
internal sealed class HostSources(TimeProvider time)
{
    private readonly Dictionary<string, FileStamp> _stamps = new(StringComparer.Ordinal);

    /// <summary>Reads the rules again under the same configuration, and reports what is wrong with them.</summary>
    internal required Func<DiagnosticSink, HostRules> Read { get; init; }

    /// <summary>Remembers a file that is about to be read.</summary>
    internal void Add(string path) => _stamps.TryAdd(path, FileStamp.Of(path, time));

    /// <summary>True when the file is, for certain, what it was.</summary>
    internal bool Holds(string path) => _stamps.TryGetValue(path, out FileStamp stamp) && stamp.StillHolds(FileStamp.Of(path, time));

    /// <summary>True when all of them are, for certain, what they were.</summary>
    internal bool Hold() => _stamps.All(then => then.Value.StillHolds(FileStamp.Of(then.Key, time)));
}
