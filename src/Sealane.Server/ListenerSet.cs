using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sealane.Server.Options;

namespace Sealane.Server;

/// <summary>The listening sockets of control connections: opened at the start (or passed by whoever started the process), exchanged by a reload, closed first of all.</summary>
internal sealed class ListenerSet(ILogger log, Action<Socket, bool> admit) : IDisposable
{
    private volatile ControlListener[] _listeners = [];
    private bool _accepting;

    /// <summary>Those that are open, in the order of the configuration.</summary>
    internal IReadOnlyList<ControlListener> All => _listeners;

    /// <summary>True when the sockets were passed to this process: then they are what it listens on, whatever the configuration says.</summary>
    internal bool Given { get; private set; }

    /// <summary>Binds all; none stays bound when one cannot be. Nothing is accepted yet.</summary>
    /// <exception cref="ListenException">A port cannot be bound.</exception>
    internal void Bind(IReadOnlyList<ListenEndpoint> endPoints) => _listeners = OpenAll(endPoints);

    /// <summary>Takes over sockets that listen already.</summary>
    internal void Adopt(IReadOnlyList<PassedSocket> sockets)
    {
        Given = true;
        _listeners = [.. sockets.Select(passed => ControlListener.Adopt(passed, log, admit))];
    }

    internal void Accept(bool tls)
    {
        _accepting = true;
        foreach (ControlListener listener in _listeners)
        {
            Announce(listener, tls);
        }
    }

    /// <summary>Opens what is added, closes what is removed and leaves the rest alone. Either all of it happens or nothing does.</summary>
    /// <exception cref="ListenException">A port cannot be bound; everything is as it was.</exception>
    internal ListenerChanges Change(IReadOnlyList<ListenEndpoint> wanted, bool tls)
    {
        ControlListener[] current = _listeners;
        if (Given)
        {
            return new ListenerChanges([], [], [.. current.Select(listener => listener.Description)]);
        }

        ListenerChanges changes = ListenerChanges.Between([.. current.Select(listener => listener.Description)], wanted);
        List<ControlListener> leaving = [.. current.Where(listener => changes.Removed.Contains(listener.Description))];
        List<ControlListener> opened = OpenBeside(changes.Added, leaving);
        foreach (ControlListener listener in leaving)
        {
            listener.Dispose();
            log.ListenerClosed(listener.EndPoint);
        }

        foreach (ControlListener listener in current.Except(leaving))
        {
            listener.ImplicitTls = changes.Kept.First(kept => ListenerChanges.SameSocket(kept, listener.Description)).ImplicitTls;
        }

        _listeners = [.. current.Except(leaving), .. opened];
        if (_accepting)
        {
            opened.ForEach(listener => Announce(listener, tls));
        }

        return changes;
    }

    public void Dispose()
    {
        foreach (ControlListener listener in _listeners)
        {
            listener.Dispose();
        }
    }

    private ControlListener[] OpenAll(IReadOnlyList<ListenEndpoint> endPoints)
    {
        List<ControlListener> opened = [];
        try
        {
            foreach (ListenEndpoint endPoint in endPoints)
            {
                opened.Add(ControlListener.Open(endPoint, log, admit));
            }

            return [.. opened];
        }
        catch (ListenException)
        {
            opened.ForEach(listener => listener.Dispose());
            throw;
        }
    }

    // Where an address changes and its port stays (0.0.0.0:21 to [::]:21), the old socket is in the way of the new one. That the attempt failed for this reason and not for
    // want of privileges says that the old one could be opened again.
    private List<ControlListener> OpenBeside(IReadOnlyList<ListenEndpoint> added, List<ControlListener> leaving)
    {
        List<ControlListener> opened = [];
        List<ControlListener> closed = [];
        try
        {
            foreach (ListenEndpoint endPoint in added)
            {
                List<ControlListener> inTheWay = leaving.FindAll(listener => listener.EndPoint.Port == endPoint.EndPoint.Port && !closed.Contains(listener));
                try
                {
                    opened.Add(ControlListener.Open(endPoint, log, admit));
                }
                catch (ListenException e) when (inTheWay.Count > 0 && e.InnerException is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
                {
                    inTheWay.ForEach(listener => listener.Dispose());
                    closed.AddRange(inTheWay);
                    opened.Add(ControlListener.Open(endPoint, log, admit));
                }
            }

            return opened;
        }
        catch (ListenException)
        {
            opened.ForEach(listener => listener.Dispose());
            Restore(closed);
            throw;
        }
    }

    private void Restore(List<ControlListener> closed)
    {
        foreach (ControlListener listener in closed)
        {
            try
            {
                ControlListener again = ControlListener.Open(listener.Description, log, admit);
                _listeners = [.. _listeners.Select(present => present == listener ? again : present)];
                if (_accepting)
                {
                    again.Start();
                }
            }
            catch (ListenException e)
            {
                // Somebody else took the port in this moment.
                log.ListenerLost(listener.EndPoint, e.Message);
            }
        }
    }

    private void Announce(ControlListener listener, bool tls)
    {
        log.Listening(listener.EndPoint, listener.ImplicitTls ? "implicit TLS" : tls ? "explicit TLS" : "without TLS");
        listener.Start();
    }
}

/// <summary>A listening socket that was passed to this process.</summary>
/// <param name="Socket">Becomes the server's own.</param>
/// <param name="ImplicitTls">TLS starts with the first byte.</param>
public sealed record PassedSocket(Socket Socket, bool ImplicitTls);
