namespace Sealane.Bench.Measure;

/// <summary>What one round of one scenario on one server gave.</summary>
/// <param name="Value">In the scenario's unit.</param>
/// <param name="Cpu">Server CPU seconds in the scenario's CPU unit.</param>
/// <param name="MemoryMiB">Proportional set size of the server's processes at the end of the load, sessions still open.</param>
/// <param name="LoadCpuSeconds">CPU seconds the load generator itself spent.</param>
/// <param name="Note">TLS parameters and resumption, or what else must be known to read the figure.</param>
internal sealed record Sample(double Value, double Cpu, double MemoryMiB, double LoadCpuSeconds, string Note);
