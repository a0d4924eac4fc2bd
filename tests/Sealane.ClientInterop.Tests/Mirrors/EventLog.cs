using System.Collections.Concurrent;
using Sealane.Client.Mirroring;

namespace Sealane.ClientInterop.Tests.Mirrors;

/// <summary>Keeps what a mirror tells.</summary>
internal sealed class EventLog : IProgress<MirrorEvent>
{
    private readonly ConcurrentQueue<MirrorEvent> _all = new();

    public IEnumerable<MirrorEvent> All => _all;

    public Action<MirrorEvent>? Then { get; init; }

    public IEnumerable<string> Paths(MirrorEventKind kind) => _all.Where(one => one.Kind == kind).Select(one => one.Path).Order(StringComparer.Ordinal);

    public void Report(MirrorEvent value)
    {
        _all.Enqueue(value);
        Then?.Invoke(value);
    }

    public override string ToString() => string.Join('\n', _all.Where(one => one.Kind != MirrorEventKind.Progress).Select(one => $"{one.Kind} {one.Path} {one.Skip} {one.Message}"));
}
