using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sealane.Client.Tests.Support;

/// <summary>
/// What a server does, written down. One section for each control connection in the order in which they come, separated by lines of <c>===</c>. Lines:
/// <list type="bullet">
/// <item><c>S: 220 text</c> sends a line (several make a multi-line reply). <c>S+ text</c> sends a fresh TLS ticket with it. <c>R: bytes</c> sends bytes as they stand; <c>R~ bytes</c> as well, to a client that may leave meanwhile.</item>
/// <item><c>C: RETR *</c> waits for a command; <c>*</c> stands for anything. <c>C: *</c> is any command.</item>
/// <item><c>A: FEAT 502 no</c> is a standing answer: whenever this verb comes and is not the command waited for. The last for a verb counts; one without a reply is forgotten.</item>
/// <item><c>T:</c> accepts TLS on the control connection.</item>
/// <item><c>D: open</c> makes a data port, whose number is <c>{port}</c> or <c>{p1},{p2}</c> in later lines; <c>D: closed</c> draws a port at which nobody listens.
/// <c>D: accept</c> waits for the client's connection, <c>D: accept tls</c> and does a handshake, <c>D: accept tls resumed</c> and insists that it resumes this
/// control connection's session, <c>D: accept tls other</c> and shows another certificate, <c>D: accept tls shown</c> and <c>D: accept tls hidden</c>
/// resume nothing, ask for a client certificate, and insist on getting one or none; <c>D: connect</c> takes the address from the PORT or EPRT received last (<c>tls</c> as above; an address before it is where it comes from),
/// <c>D: rejected</c> does the same and insists on being reset.
/// <c>D: send bytes</c> sends; <c>D: end</c> says close_notify and FIN; <c>D: fin</c> a FIN alone; <c>D: reset</c> resets; <c>D: expect bytes</c> reads to the client's end
/// and compares; <c>D: expect 5000</c> compares the length only; <c>D: some</c> waits for the first byte; <c>D: gone</c> waits until the client has left.</item>
/// <item><c>X: end</c> says close_notify and FIN, <c>X: fin</c> a FIN alone, <c>X: reset</c> resets, <c>X: wait</c> waits until the client has left; <c>X: clear</c> ends TLS in order and goes on in the clear.</item>
/// <item><c>@login</c> stands for a greeting, TLS, a login with any name and password, and standing answers for FEAT, OPTS, CLNT, SYST, TYPE, PBSZ, PROT, PWD, NOOP and QUIT.
/// <c>@port</c> names a data port in answer to EPSV; <c>@data RETR x</c> does, waits for the command, says 150 and takes the data connection, which must resume; <c>@sent bytes</c> sends all of a file and says 226.</item>
/// </list>
/// In bytes and texts <c>\r \n \0 \\ \xNN</c> stand for bytes and <c>{a*5000}</c> repeats. <c>#</c> begins a comment line.
/// A section that has been played to its end goes on giving standing answers until the client leaves.
/// </summary>
internal sealed partial class Script
{
    private const string Login = """
        S: 220 ready
        A: FEAT 211-Features:\r\n UTF8\r\n MLST type*;size*;modify*;\r\n REST STREAM\r\n SIZE\r\n MDTM\r\n EPSV\r\n PBSZ\r\n PROT\r\n211 End
        A: OPTS 200 ok
        A: CLNT 200 ok
        A: SYST 215 UNIX Type: L8
        A: TYPE 200 ok
        A: PBSZ 200 ok
        A: PROT 200 ok
        A: NOOP 200 ok
        A: PWD 257 "/" is the current directory
        A: QUIT 221 bye
        C: AUTH TLS
        S: 234 go on
        T:
        C: USER *
        S: 331 password
        C: PASS *
        S: 230 in
        """;

    private static readonly string[] s_port = ["D: open", "C: EPSV", "S: 229 Entering (|||{port}|)"];

    private Script(IReadOnlyList<IReadOnlyList<string>> sections) => Sections = sections;

    /// <summary>The lines to play, without comments and with macros replaced.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Sections { get; }

    public static Script Parse(string text)
    {
        List<IReadOnlyList<string>> sections = [];
        List<string> current = [];
        foreach (string raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            string line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.StartsWith("===", StringComparison.Ordinal))
            {
                sections.Add(current);
                current = [];
            }
            else if (line[0] == '@')
            {
                current.AddRange(Phrase(line));
            }
            else
            {
                _ = line.Length > 1 && "SCATDXR".Contains(line[0], StringComparison.Ordinal) && (line[1] == ':' || line[..2] is "S+" or "R~")
                    ? true
                    : throw new ScriptSyntaxException(line, "a line begins with S: S+ C: A: T: D: X: R: or R~");
                current.Add(line);
            }
        }

        sections.Add(current);
        return new Script(sections);
    }

    private static string[] Phrase(string line)
    {
        int blank = line.IndexOf(' ');
        string rest = blank < 0 ? "" : line[(blank + 1)..];
        return (blank < 0 ? line : line[..blank]) switch
        {
            "@login" => Login.ReplaceLineEndings("\n").Split('\n'),
            "@port" => s_port,
            "@data" => [.. s_port, $"C: {rest}", "S: 150 here", "D: accept tls resumed"],
            "@sent" => [$"D: send {rest}", "D: end", "S: 226 done"],
            _ => throw new ScriptSyntaxException(line, "the phrases are @login, @port, @data and @sent"),
        };
    }

    /// <summary>The bytes that a text with escapes stands for.</summary>
    public static byte[] Bytes(string text)
    {
        text = Repetition().Replace(text, match => new string(match.Groups[1].Value[0], int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)));
        List<byte> bytes = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(char.IsHighSurrogate(text[i]) ? text.Substring(i++, 2) : text[i].ToString()));
                continue;
            }

            char next = text[++i];
            bytes.Add(next switch
            {
                'r' => 13,
                'n' => 10,
                '0' => 0,
                'x' => byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                _ => (byte)next,
            });
            i += next == 'x' ? 2 : 0;
        }

        return [.. bytes];
    }

    /// <summary>Whether a command is the one waited for. The verb's case does not matter, its argument's does.</summary>
    public static bool Matches(string pattern, string command)
    {
        int blank = pattern.IndexOf(' ');
        string verb = blank < 0 ? pattern : pattern[..blank];
        string expression = "^(?i:" + Regex.Escape(verb).Replace("\\*", ".*", StringComparison.Ordinal) + ")"
            + (blank < 0 ? "" : Regex.Escape(pattern[blank..]).Replace("\\*", ".*", StringComparison.Ordinal)) + "$";
        return Regex.IsMatch(command, expression, RegexOptions.Singleline);
    }

    [GeneratedRegex(@"\{(.)\*(\d+)\}")]
    private static partial Regex Repetition();
}
