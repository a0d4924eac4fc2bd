using Sealane.Bench.Load;
using Sealane.Bench.Measure;
using Sealane.Bench.Peers;

namespace Sealane.Bench.Scenarios;

/// <summary>What one more session costs that has logged in over TLS and then says nothing.</summary>
internal sealed class IdleSessions(int sessions) : Scenario
{
    private const int Logins = 8;
    private const int WarmUp = 32;
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(3);

    internal override string Name => $"memory per idle session, {sessions:n0} sessions";

    internal override string Id => $"idle{sessions}";

    internal override string Unit => "KiB";

    internal override string CpuUnit => "s/1000 logins";

    internal override bool LowerIsBetter => true;

    internal override double Ceiling => 28;

    internal override bool NeedsFreshServer => true;

    internal override int MaxRounds => sessions > 1000 ? 1 : 3;

    internal override string? NotFor(ServerUnderTest server) =>
        sessions > server.MaxSessions ? $"allows no more than {server.MaxSessions:n0} sessions" : null;

    internal override void Verify(ServerUnderTest server, ClientTls? tls)
    {
        // Nothing to verify beforehand: each measurement makes every session prove at its end that it still lives.
    }

    internal override Sample Measure(ServerUnderTest server, ClientTls? tls)
    {
        // What the first sessions load once and for all is not the price of a session.
        Close(Open(server, tls, WarmUp));
        Thread.Sleep(s_settle);
        long before = server.Processes.MemoryKiB();
        Stopwatches watches = new(server);
        LoadClient[] clients = Open(server, tls, sessions);
        (double wall, double cpu, double own) = watches.Stop();
        try
        {
            Thread.Sleep(s_settle);
            long after = server.Processes.MemoryKiB();
            int processes = server.Processes.Count;
            Crowd.Run(Logins, index =>
            {
                for (int i = index; i < sessions; i += Logins)
                {
                    clients[i].Noop();
                }
            });
            string note = $"{sessions / wall:n0} logins/s, {processes:n0} processes, {before / 1024.0:n1} MiB with no session, {Describe(clients[0])}";
            return new Sample((after - before) / (double)sessions, cpu * 1000 / sessions, after / 1024.0, own, note);
        }
        finally
        {
            Close(clients);
        }
    }

    private static LoadClient[] Open(ServerUnderTest server, ClientTls? tls, int count)
    {
        LoadClient[] clients = new LoadClient[count];
        try
        {
            Crowd.Run(Logins, index =>
            {
                for (int i = index; i < count; i += Logins)
                {
                    clients[i] = new LoadClient(server.Endpoint, tls);
                }
            });
            return clients;
        }
        catch
        {
            Close(clients);
            throw;
        }
    }

    private static void Close(LoadClient?[] clients)
    {
        foreach (LoadClient? client in clients)
        {
            client?.Dispose();
        }
    }
}
