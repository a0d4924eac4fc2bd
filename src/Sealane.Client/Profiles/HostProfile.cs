namespace Sealane.Client.Profiles;

/// <summary>What has been learnt about one server: facts about the way to it and its habits, never credentials. Any number of clients use one at a time.</summary>
public sealed class HostProfile
{
    private readonly Lock _gate = new();
    private ServerKind _kind;
    private bool _epsvFails;
    private bool _prefersTls12;
    private bool _dataWorked;
    private bool _noPipelining;
    private bool _passiveFails;
    private bool _activeFails;
    private TimeSpan? _timeOffset;
    private int? _mostSessions;
    private int? _bestSessions;

    /// <summary>Which program it is.</summary>
    public ServerKind Kind
    {
        get => Get(ref _kind);
        set => Set(ref _kind, value);
    }

    /// <summary>EPSV was swallowed, mangled or led nowhere: PASV is used.</summary>
    public bool EpsvFails
    {
        get => Get(ref _epsvFails);
        set => Set(ref _epsvFails, value);
    }

    /// <summary>It refused to resume TLS 1.3 sessions on data connections: TLS 1.2 is used.</summary>
    public bool PrefersTls12
    {
        get => Get(ref _prefersTls12);
        set => Set(ref _prefersTls12, value);
    }

    /// <summary>A passive data connection was made: connecting needs not be waited for before the command is sent.</summary>
    public bool DataWorked
    {
        get => Get(ref _dataWorked);
        set => Set(ref _dataWorked, value);
    }

    /// <summary>No passive data connection came about, and an active one did: active mode is used where the client may choose.</summary>
    public bool PassiveFails
    {
        get => Get(ref _passiveFails);
        set => Set(ref _passiveFails, value);
    }

    /// <summary>No active data connection came about, and a passive one did: passive mode is used where the client may choose.</summary>
    public bool ActiveFails
    {
        get => Get(ref _activeFails);
        set => Set(ref _activeFails, value);
    }

    /// <summary>It answered wrongly when asked ahead: one command at a time.</summary>
    public bool NoPipelining
    {
        get => Get(ref _noPipelining);
        set => Set(ref _noPipelining, value);
    }

    /// <summary>What its LIST times are ahead of UTC.</summary>
    public TimeSpan? TimeOffset
    {
        get => Get(ref _timeOffset);
        set => Set(ref _timeOffset, value);
    }

    /// <summary>How many sessions it allowed us at once when it refused one more; null when it never did.</summary>
    public int? MostSessions
    {
        get => Get(ref _mostSessions);
        set => Set(ref _mostSessions, value);
    }

    /// <summary>How many sessions at once moved small files fastest; null until that was measured.</summary>
    public int? BestSessions
    {
        get => Get(ref _bestSessions);
        set => Set(ref _bestSessions, value);
    }

    /// <summary>
    /// True when several commands may be on their way at once, and a passive port may be asked for behind a transfer that still runs.
    /// Tried with these servers; pyftpdlib resets the running transfer.
    /// </summary>
    public bool AllowsPipelining => !NoPipelining && Kind is (ServerKind.Sealane or ServerKind.Vsftpd or ServerKind.ProFtpd);

    /// <summary>
    /// True when the client may end its own direction of a download's TLS as soon as it stands: saves the round trip in which vsftpd waits for that goodbye.
    /// RFC 5246 §7.2.1 let a peer stop at it, so only where it was tried.
    /// </summary>
    internal bool BearsEarlyGoodbye => !NoPipelining && Kind == ServerKind.Vsftpd;

    private T Get<T>(ref T field)
    {
        lock (_gate)
        {
            return field;
        }
    }

    private void Set<T>(ref T field, T value)
    {
        lock (_gate)
        {
            field = value;
        }
    }
}
