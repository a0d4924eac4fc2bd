using System.Diagnostics;
using Sealane.Bench.Peers;

namespace Sealane.Bench.Measure;

/// <summary>Wall clock, the server's CPU and the load generator's CPU, started together.</summary>
internal readonly struct Stopwatches(ServerUnderTest server)
{
    private readonly double _serverCpu = server.Processes.CpuSeconds();
    private readonly TimeSpan _ownCpu = Environment.CpuUsage.TotalTime;
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Seconds since the start: wall clock, server, load generator.</summary>
    internal (double Wall, double Server, double Own) Stop()
    {
        double wall = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        double own = (Environment.CpuUsage.TotalTime - _ownCpu).TotalSeconds;
        return (wall, server.Processes.CpuSeconds() - _serverCpu, own);
    }
}
