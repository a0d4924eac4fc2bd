using System.Net;
using Sealane.Client;
using Sealane.Client.Profiles;
using Sealane.Client.Trust;
using Sealane.Shell.Credentials;
using Sealane.Shell.OneShots;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.Doctor;

/// <summary>The checks of one server, in the order in which a connection comes about, and what they have found out so far.</summary>
internal sealed class Examination(Run run, RemoteUrl server, bool uploads, CheckScreen? screen)
{
    private readonly List<Check> _checks = [];
    private int _fatal;

    public RemoteUrl Server { get; } = server;

    public ConnectionSettings Settings => run.Settings;

    public CancellationToken Cancellation => run.Cancellation;

    /// <summary>How long one step may take.</summary>
    public TimeSpan Limit => run.Settings.Timeout ?? TimeSpan.FromSeconds(10);

    /// <summary>How long a port may take to answer: a blocked one never does.</summary>
    public TimeSpan PortLimit => run.Settings.Timeout ?? TimeSpan.FromSeconds(5);

    /// <summary>An address of the host that answers; null with a proxy, which looks it up itself.</summary>
    public IPAddress? Address { get; set; }

    /// <summary>Whether TLS begins with the first byte, as found out; null before.</summary>
    public bool? KnownImplicit { get; set; }

    public bool IsImplicit => KnownImplicit == true;

    public ServerKind Kind { get; set; }

    /// <summary>The certificates that were shown and judged.</summary>
    public ServerIdentity? Identity { get; set; }

    /// <summary>The TLS versions that worked.</summary>
    public List<string> Versions { get; } = [];

    /// <summary>Who signs in; null for nobody.</summary>
    public Login? Login { get; private set; }

    /// <summary>Notes a check and shows it.</summary>
    public void Note(string name, Verdict verdict, string sentence, string? fix = null)
    {
        var check = new Check(name, verdict, sentence, fix);
        _checks.Add(check);
        screen?.Show(check);
        run.Report.Tell(new CheckEvent(check.Name, check.Verdict.ToString().ToLowerInvariant(), check.Sentence) { Fix = check.Fix });
    }

    /// <summary>Notes a failure that makes the server unusable from here; the first one decides the exit code.</summary>
    public void Fail(int exit, string name, string sentence, string? fix = null)
    {
        _fatal = _fatal == 0 ? exit : _fatal;
        Note(name, Verdict.Failed, sentence, fix);
    }

    /// <summary>A new way to the server, with what is known of it.</summary>
    public Knock Knock() => new(Server, Settings.Proxy) { Limit = Limit, Target = Address?.ToString() ?? Server.Host, IsImplicit = KnownImplicit };

    /// <summary>Runs all checks that make sense.</summary>
    /// <returns>The exit code: 0 when the server is usable from here.</returns>
    public async Task<int> RunAsync()
    {
        if (await new WayChecks(this).RunAsync() && await new TlsChecks(this).RunAsync())
        {
            await BehindTlsAsync();
        }

        return Conclude();
    }

    private async Task BehindTlsAsync()
    {
        if (_fatal == ExitCode.Untrusted)
        {
            Note("login", Verdict.Skipped, "no password is sent to a server that is not trusted; data connections and files were not looked at");
            return;
        }

        RemoteUrl url = Server with { Security = IsImplicit ? FtpsSecurity.Implicit : FtpsSecurity.Explicit };
        try
        {
            Login = await Settings.Passwords.FindAsync(url.Host, url.User, url.Password, Cancellation);
        }
        catch (CredentialException e)
        {
            Fail(ExitCode.Login, "login", e.Message);
            return;
        }

        if (ReferenceEquals(Login, Login.Anonymous))
        {
            Note("login", Verdict.Skipped, "no user was named; data connections and files were not looked at", $"ftps doctor -u USER {Server.Address}");
            return;
        }

        FtpsClientOptions options = Settings.OptionsFor(url, Login, run.Report.Warn, Settings.IsVerbose ? run.Report.Trace : null) with
        {
            ConnectTimeout = Limit,
            ReplyTimeout = Limit,
            StallTimeout = Limit,
            Profiles = new HostProfiles(),
        };
        var files = new FileChecks(this, options);
        if (await files.SignInAsync())
        {
            await new DataChecks(this).RunAsync();
            await files.RunAsync(uploads);
        }
    }

    private int Conclude()
    {
        int failed = _checks.Count(check => check.Verdict == Verdict.Failed), warnings = _checks.Count(check => check.Verdict == Verdict.Warning);
        for (int i = 0; i < _checks.Count(check => check.Verdict is Verdict.Ok or Verdict.Warning); i++)
        {
            run.Report.Count();
        }

        string but = warnings == 0 ? "" : $", with {warnings} warning{(warnings == 1 ? "" : "s")}";
        if (screen is not null)
        {
            CheckScreen.Conclude(
                failed > 0 ? $"{(_fatal > 0 ? "Not usable from here" : "Usable in part")}: {string.Join(", ", _checks.Where(check => check.Verdict == Verdict.Failed).Select(check => check.Name).Distinct())} failed{but}."
                : _checks.Any(check => check.Verdict == Verdict.Skipped) ? $"Usable as far as it was looked at{but}."
                : $"Usable{but}.");
        }

        return _fatal > 0 ? _fatal : failed > 0 ? ExitCode.Failed : ExitCode.Ok;
    }
}
