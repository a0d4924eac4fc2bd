namespace Sealane.Server.Logging;

/// <summary>Where lines of a log go: a file, or the system's log. Written by a task of its own; disposing writes what is queued.</summary>
internal interface ILineLog : IAsyncDisposable
{
    /// <summary>The file or socket.</summary>
    string Path { get; }

    /// <summary>Takes a line. Never waits: what there is no room for is dropped and counted.</summary>
    void Write(string line);

    /// <summary>Opens it anew under its name, after it was renamed or removed.</summary>
    Task ReopenAsync();
}
