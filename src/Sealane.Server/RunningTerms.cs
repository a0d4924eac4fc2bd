using Microsoft.Extensions.Logging;
using Sealane.Server.Hosts;
using Sealane.Server.Options;
using Sealane.Transport;

namespace Sealane.Server;

/// <summary>The terms that sessions begin under now, and what changes them: a reload, and hosts.allow and hosts.deny, which hold from the moment in which they are written (hosts_access(5)).</summary>
internal sealed class RunningTerms : IDisposable
{
    private readonly Heartbeat _heartbeat;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    // Held while terms are made: who makes them from those of now must not overtake a reload.
    private readonly Lock _making = new();
    private readonly Dictionary<(int Min, int Max), PassivePorts> _passivePorts = [];
    private volatile ServerTerms _now;
    private volatile HostSources? _sources;
    private string? _lastFault;

    /// <summary>Makes the first.</summary>
    /// <exception cref="IOException">The banner file cannot be read.</exception>
    internal RunningTerms(ServerOptions options, Heartbeat heartbeat, TimeProvider time, ILogger log)
    {
        (_heartbeat, _time, _log) = (heartbeat, time, log);
        _now = MakeAll(options, null);
        _sources = options.Hosts?.Sources;
    }

    /// <summary>Those of now, as they were last read.</summary>
    internal ServerTerms Now => _now;

    /// <summary>Those for a client that has just come: under <c>tcp_wrappers</c> files that have changed are read again before. Blocks for a look at the disk then.</summary>
    internal ServerTerms Current()
    {
        if (_sources?.Hold() != false)
        {
            return _now;
        }

        lock (_making)
        {
            // Another client may have come a moment before.
            if (_sources is { } sources && !sources.Hold())
            {
                Reread(sources);
            }

            return _now;
        }
    }

    /// <summary>Makes terms of another configuration; they are not in use before <see cref="Use"/>.</summary>
    /// <exception cref="IOException">The banner file cannot be read.</exception>
    internal ServerTerms Make(ServerOptions options)
    {
        lock (_making)
        {
            return MakeAll(options, _now);
        }
    }

    /// <summary>Sessions begin under these from now on.</summary>
    internal void Use(ServerTerms terms)
    {
        lock (_making)
        {
            (_now, _sources, _lastFault) = (terms, terms.Options.Hosts?.Sources, null);
        }
    }

    // What is wrong keeps the rules as they were, as with a reload: whoever was kept out stays out until the file is mended.
    private void Reread(HostSources sources)
    {
        DiagnosticSink found = new();
        HostRules read = sources.Read(found);
        string? fault = found.InOrder().FirstOrDefault(finding => finding.Severity == Severity.Error)?.ToString();
        try
        {
            if (fault is null)
            {
                bool told = _lastFault is null && HostRules.Same(_now.Options.Hosts, read);
                _now = MakeAll(_now.Options with { Hosts = read }, _now);
                if (!told)
                {
                    _log.HostsRead(read.Rules.Count);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = e.Message;
        }

        if (fault is not null && fault != _lastFault)
        {
            _log.HostsKept(fault);
        }

        // Also of what cannot be used: it is not read for every client until it is mended.
        (_sources, _lastFault) = (read.Sources, fault);
    }

    // Ports and the resolved address are kept where the configuration keeps them: leases and lookups go on.
    private ServerTerms MakeAll(ServerOptions options, ServerTerms? current)
    {
        ServerTerms all = MakeOne(options, current);
        all.ForSome = (options.Hosts?.Rules ?? []).Where(rule => rule.Options is not null).ToDictionary(
            rule => rule, rule => MakeOne(rule.Options! with { LocalUsers = options.LocalUsers is null ? null : rule.Options!.LocalUsers }, all), (IEqualityComparer<HostRule>)ReferenceEqualityComparer.Instance);
        return all;
    }

    private ServerTerms MakeOne(ServerOptions options, ServerTerms? current)
    {
        PassiveOptions passive = options.Passive;
        PassiveOptions? before = current?.Options.Passive;
        (int, int) range = (passive.MinPort, passive.MaxPort);
        if (!_passivePorts.TryGetValue(range, out PassivePorts? ports))
        {
            // One for each range, whoever has it: two would take its ports from each other. That of a range which nobody has any more is what older sessions may
            // still use; its listeners close by themselves when nobody leases them.
            _passivePorts[range] = ports = new PassivePorts(passive.MinPort, passive.MaxPort, _heartbeat, _log);
        }

        return new ServerTerms(
            options,
            ports,
            passive == before ? current!.PassiveAddress : new PassiveAddress(passive, _time, _log));
    }

    public void Dispose()
    {
        foreach (PassivePorts ports in _passivePorts.Values)
        {
            ports.Dispose();
        }
    }
}
