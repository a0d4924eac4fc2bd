namespace Sealane.Server.Logging;

/// <summary>
/// A line of vsftpd's log that is due from the moment a command is carried out: <c>OK</c> once it has succeeded, <c>FAIL</c> when it is left any other way, as vsftpd does it.
/// </summary>
/// <param name="write">Writes the line; true for OK.</param>
internal sealed class LogEntry(Action<bool> write) : IDisposable
{
    private bool _settled;

    internal void Succeed()
    {
        _settled = true;
        write(true);
    }

    /// <summary>Somebody else writes the line: the transfer that has begun.</summary>
    internal void HandOver() => _settled = true;

    /// <summary>Writes FAIL if nothing else was settled.</summary>
    public void Dispose()
    {
        if (!_settled)
        {
            _settled = true;
            write(false);
        }
    }
}
