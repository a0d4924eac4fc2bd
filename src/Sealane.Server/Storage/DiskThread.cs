using System.Runtime.CompilerServices;

namespace Sealane.Server.Storage;

/// <summary>
/// Where blocking system calls are made: on thread-pool threads. Socket callbacks may run inline on the epoll threads, which serve every
/// connection and must never wait for a disk.
/// </summary>
internal readonly struct DiskThread : ICriticalNotifyCompletion
{
    /// <summary>True when the caller may block here and now.</summary>
    public static bool IsCurrent => Thread.CurrentThread.IsThreadPoolThread;

    /// <summary>Await it before a blocking call: nothing happens on a pool thread, elsewhere the rest of the method moves to the pool.</summary>
    public static DiskThread Hop() => default;

    public DiskThread GetAwaiter() => this;

    public bool IsCompleted => IsCurrent;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => ThreadPool.QueueUserWorkItem(static run => run(), continuation, preferLocal: false);

    public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static run => run(), continuation, preferLocal: false);
}
