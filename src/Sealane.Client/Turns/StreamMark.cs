namespace Sealane.Client.Turns;

/// <summary>One stream in the flow of control that opened it, from the call that opens it to its disposal.</summary>
internal sealed class StreamMark(OpenStreams owner, string path, StreamMark? before)
{
    private OpenStreams? _owner = owner;
    private volatile bool _open;

    internal string Path { get; } = path;

    internal StreamMark? Before { get; } = before;

    internal bool IsOver => Volatile.Read(ref _owner) is null;

    internal bool IsOpenOn(OpenStreams streams) => _open && ReferenceEquals(Volatile.Read(ref _owner), streams);

    internal void Open() => _open = true;

    internal void Close() => Volatile.Write(ref _owner, null);
}
