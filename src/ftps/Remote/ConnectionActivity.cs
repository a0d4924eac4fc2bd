using Sealane.Client;

namespace Sealane.Shell.Remote;

/// <summary>What a connection is doing, told by the lines that cross it, in the words of lftp's status line.</summary>
internal sealed class ConnectionActivity
{
    private volatile string _text = "Connecting...";
    private volatile string _sent = "";
    private volatile string _moves = "";
    private volatile bool _downloads;
    private volatile bool _encrypted;

    /// <summary>Whether a file is on its way from the server.</summary>
    public bool IsDownloading => _downloads;

    /// <summary>As a status line shows it: <c>[Waiting for response...]</c>.</summary>
    public string Shown => $"[{_text}]";

    /// <summary>Takes note of a line. Cheap: it is called for every line.</summary>
    public void Note(ControlLine line)
    {
        switch (line.Source)
        {
            case ControlLineSource.Sent:
                int end = line.Text.IndexOf(' ', StringComparison.Ordinal);
                _sent = (end < 0 ? line.Text : line.Text[..end]).ToUpperInvariant();
                _moves = _sent is "RETR" or "STOR" or "APPE" or "STOU" or "LIST" or "NLST" or "MLSD" ? _sent : _moves;
                _encrypted |= _sent == "PROT" && line.Text.EndsWith('P');
                _text = _sent switch
                {
                    "AUTH" => "TLS negotiation...",
                    "PBSZ" or "PROT" or "USER" or "PASS" or "ACCT" => "Logging in...",
                    "FEAT" or "CLNT" or "OPTS" => "FEAT negotiation...",
                    "PASV" or "EPSV" or "PORT" or "EPRT" => "Making data connection...",
                    _ => "Waiting for response...",
                };
                break;
            case ControlLineSource.Received when line.Text.StartsWith('1'):
                string secure = _encrypted ? "/TLS" : "";
                _downloads = _moves == "RETR";
                _text = (_moves is "STOR" or "APPE" or "STOU" ? "Sending data" : "Receiving data") + secure;
                break;
            case ControlLineSource.Received when line.Text.Length > 3 && line.Text[3] == ' ':
                _downloads = false;
                break;
            default:
                break;
        }
    }
}
