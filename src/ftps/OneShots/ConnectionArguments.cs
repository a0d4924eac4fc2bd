using System.CommandLine;
using System.Globalization;
using Sealane.Client;
using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Shell.Credentials;
using Sealane.Transport;
using Command = System.CommandLine.Command;

namespace Sealane.Shell.OneShots;

/// <summary>The options about the connection, which every verb that has one takes.</summary>
internal sealed class ConnectionArguments
{
    private readonly Option<string?> _user = new("--user", "-u") { Description = "Who signs in.", HelpName = "USER[,PASS]" };
    private readonly Option<bool> _passwordStdin = new("--password-stdin") { Description = "The password is the first line of standard input." };
    private readonly Option<string?> _passwordCommand = new("--password-command") { Description = "The password is the first line that this command prints.", HelpName = "CMD" };
    private readonly Option<bool> _environment = new("--env-password") { Description = $"The password is in {PasswordSources.Variable}, or it is an error." };
    private readonly Option<string[]> _authorities = new("--ca") { Description = "Authorities to trust besides the system's, PEM.", HelpName = "FILE" };
    private readonly Option<string[]> _pins = new("--pin") { Description = "Trust the server with this key (sha256:…) or authority (ca-sha256:…), and no other.", HelpName = "PIN" };
    private readonly Option<bool> _insecure = new("--insecure-no-verify") { Description = "Do not verify the certificate: whoever is in between reads and changes everything, the password too." };
    private readonly Option<string?> _certificate = new("--client-cert") { Description = $"Our own certificate for servers that ask for one, PEM or PKCS#12; the password of its key, if it has one, is in {OwnCertificate.Variable}.", HelpName = "FILE" };
    private readonly Option<string?> _key = new("--client-key") { Description = "Its key, if it is in a file of its own.", HelpName = "FILE" };
    private readonly Option<string?> _tls = new("--tls-min") { Description = "The oldest TLS that is spoken: 1.2 (as it comes) or 1.3.", HelpName = "VERSION" };
    private readonly Option<bool> _plain = new("--plain") { Description = "No TLS for ftp:// addresses: everybody on the way reads everything." };
    private readonly Option<bool> _active = new("--active") { Description = "The server connects to us for data (EPRT, PORT)." };
    private readonly Option<string?> _proxy = new("--proxy") { Description = "http://[USER:PASS@]HOST:PORT (CONNECT) or socks5://….", HelpName = "URL" };
    private readonly Option<double?> _timeout = new("--timeout") { Description = "Seconds without any sign of life before giving up (30 for connecting, 60 for a reply, 120 for data).", HelpName = "SECONDS" };
    private readonly Option<int?> _retries = new("--retries") { Description = "How often to try again after a failure that may pass (3; given, it counts for the first connection too).", HelpName = "N" };
    private readonly Option<string?> _limit = new("--limit-rate") { Description = "Bytes a second in all, with k, M or G.", HelpName = "RATE" };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Show the conversation with the server, with times and without passwords." };

    /// <summary>Options for transfers come only where there are some.</summary>
    public ConnectionArguments AddTo(Command command, bool transfers = true)
    {
        foreach (Option option in (Option[])[_user, _passwordStdin, _passwordCommand, _environment, _authorities, _pins, _insecure, _certificate, _key, _tls, _plain])
        {
            command.Add(option);
        }

        if (transfers)
        {
            command.Add(_active);
            command.Add(_limit);
            command.Add(_retries);
        }

        command.Add(_proxy);
        command.Add(_timeout);
        command.Add(_verbose);
        return this;
    }

    /// <summary>What the words say, checked.</summary>
    /// <exception cref="UsageFault">A value makes no sense.</exception>
    public ConnectionSettings Read(ParseResult words)
    {
        string? user = words.GetValue(_user);
        int comma = user?.IndexOf(',', StringComparison.Ordinal) ?? -1;
        int sources = new[] { words.GetValue(_passwordStdin), words.GetValue(_environment), words.GetValue(_passwordCommand) is not null, comma >= 0 }.Count(given => given);
        if (sources > 1)
        {
            throw new UsageFault("the password is given in more than one way; of -u USER,PASS, --password-stdin, --password-command and --env-password choose one");
        }

        if (words.GetValue(_key) is not null && words.GetValue(_certificate) is null)
        {
            throw new UsageFault("--client-key belongs to a --client-cert");
        }

        bool insecure = words.GetValue(_insecure);
        CertificatePin[] pins = [.. (words.GetValue(_pins) ?? []).Select(Pin)];
        if (insecure && pins.Length > 0)
        {
            throw new UsageFault("--pin and --insecure-no-verify contradict each other");
        }

        return new ConnectionSettings
        {
            Passwords = new PasswordSources
            {
                User = comma >= 0 ? user![..comma] : user,
                Password = comma >= 0 ? new Secret(user![(comma + 1)..]) : null,
                FromStandardInput = words.GetValue(_passwordStdin),
                FromEnvironment = words.GetValue(_environment),
                Command = words.GetValue(_passwordCommand),
            },
            Trust = new ServerTrustOptions
            {
                CaFiles = words.GetValue(_authorities) ?? [],
                Pins = pins,
                VerifyCertificate = !insecure,
                KnownServers = new KnownServers(KnownServers.UserPath),
                Ask = TerminalTrust.Asker,
            },
            CertificatePath = words.GetValue(_certificate),
            KeyPath = words.GetValue(_key),
            OnlyTls13 = words.GetValue(_tls) switch
            {
                null or "1.2" => false,
                "1.3" => true,
                { } other => throw new UsageFault($"--tls-min {other}: only 1.2 and 1.3 are spoken here"),
            },
            IsPlain = words.GetValue(_plain),
            IsActive = words.GetValue(_active),
            Proxy = words.GetValue(_proxy) is { } proxy ? ProxyOf(proxy) : null,
            Timeout = words.GetValue(_timeout) switch
            {
                null => null,
                > 0 and <= 86_400 and { } seconds => TimeSpan.FromSeconds(seconds),
                _ => throw new UsageFault("--timeout wants seconds, more than 0 and at most 86400"),
            },
            Retries = words.GetValue(_retries) switch
            {
                null => null,
                >= 0 and { } number => number,
                _ => throw new UsageFault("--retries wants a number, 0 or more"),
            },
            Rate = words.GetValue(_limit) is { } rate ? new RateLimit(RateOf(rate), TimeProvider.System) : null,
            IsVerbose = words.GetValue(_verbose),
        };
    }

    /// <summary>A pin of the command line.</summary>
    /// <exception cref="UsageFault">It is none.</exception>
    public static CertificatePin Pin(string text) => CertificatePin.TryParse(text, out CertificatePin? pin) ? pin
        : throw new UsageFault($"'{PrintableText.Escape(text)}' is no pin; one looks like sha256:BASE64 (a key), ca-sha256:BASE64 (an authority) or 64 hexadecimal digits (a certificate)");

    private static long RateOf(string text)
    {
        long scale = text.Length == 0 ? 1 : char.ToUpperInvariant(text[^1]) switch { 'K' => 1L << 10, 'M' => 1L << 20, 'G' => 1L << 30, _ => 1 };
        return double.TryParse(scale > 1 ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number * scale is >= 1 and < 1e15
            ? (long)(number * scale)
            : throw new UsageFault($"--limit-rate {PrintableText.Escape(text)}: it wants bytes a second, as 500k or 2.5M");
    }

    /// <summary>A proxy of the command line.</summary>
    /// <exception cref="UsageFault">It is none.</exception>
    public static ProxySettings ProxyOf(string text)
    {
        ProxyKind? kind = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? ProxyKind.Http
            : text.StartsWith("socks5://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("socks5h://", StringComparison.OrdinalIgnoreCase) ? ProxyKind.Socks5
            : null;
        if (kind is null)
        {
            throw new UsageFault($"--proxy {RemoteUrl.Masked(text)}: it wants http://HOST:PORT or socks5://HOST:PORT");
        }

        // The grammar of the rest is that of any other address.
        var url = RemoteUrl.Parse("ftp" + text[text.IndexOf("://", StringComparison.Ordinal)..]);
        return new ProxySettings(kind.Value, url.Host, url.Port != 0 ? url.Port : kind == ProxyKind.Http ? 8080 : 1080, url.User ?? "", url.Password);
    }
}
