using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Tests.Sessions;

namespace Sealane.Server.Tests.Dialogs;

/// <summary>
/// A conversation written down. Lines:
/// <c>C: command</c> is sent with CR LF (<c>\x1b</c>, <c>\r</c>, <c>\n</c>, <c>\0</c>, <c>\\</c> stand for bytes; <c>{a*5000}</c> repeats);
/// <c>R: bytes</c> is sent as it stands; <c>S: 250 pattern</c> is the next reply, code and a regular expression that its text contains;
/// <c>S+ pattern</c> and <c>S! pattern</c> are about the same reply: it contains this, and does not contain that. <c>#</c> is a comment.
/// Before the connection: <c>@config name=value</c>, <c>@tls</c>, <c>@implicit</c>, <c>@account name Permissions</c> (password p), <c>@file path text</c>,
/// <c>@directory path</c>. During it: <c>@login [name]</c>, <c>@starttls</c>, <c>@data</c> connects to the last passive reply, <c>@receive pattern</c> reads the data
/// connection to its end, <c>@send text</c> writes and ends it, <c>@end</c> says that the server hangs up, <c>@reconnect</c> starts anew,
/// <c>@content path text</c> and <c>@missing path</c> look at the files.
/// </summary>
internal sealed class Dialog
{
    private readonly List<(int Number, string Line)> _lines = [];

    public string Configuration { get; private set; } = "";

    public bool ImplicitTls { get; private set; }

    public static Dialog Read(string file)
    {
        var dialog = new Dialog();
        string[] all = File.ReadAllLines(file);
        for (int i = 0; i < all.Length; i++)
        {
            string line = all[i].TrimStart();
            if (line.StartsWith("@config ", StringComparison.Ordinal))
            {
                dialog.Configuration += line[8..] + "\n";
            }
            else if (line is "@tls" or "@implicit")
            {
                dialog.Configuration += "ssl_enable=YES\n";
                dialog.ImplicitTls |= line == "@implicit";
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                dialog._lines.Add((i + 1, line));
            }
        }

        return dialog;
    }

    public async Task PlayAsync(SessionHarness harness)
    {
        var play = new Play(harness);
        foreach ((int number, string line) in _lines)
        {
            try
            {
                await play.DoAsync(line);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"line {number}: {line}\n{e.Message}", e);
            }
        }

        await play.CloseAsync();
    }

    private sealed class Play(SessionHarness harness)
    {
        private TestClient? _client;
        private TestData? _data;
        private string _last = "";
        private string _passive = "";

        public async Task DoAsync(string line)
        {
            int blank = line.IndexOf(' ');
            string word = blank < 0 ? line : line[..blank];
            string rest = blank < 0 ? "" : line[(blank + 1)..];
            switch (word)
            {
                case "@account":
                    harness.AddAccount(rest.Split(' ')[0], "p", Enum.Parse<Permissions>(rest[(rest.IndexOf(' ') + 1)..]));
                    break;
                case "@file":
                    await harness.PutAsync(rest.Split(' ')[0], Bytes(rest[(rest.IndexOf(' ') + 1)..]));
                    break;
                case "@directory":
                    await harness.Files.CreateDirectoryAsync(FtpPath.Of(rest), CancellationToken.None);
                    break;
                case "@content":
                    Assert.Equal(Bytes(rest[(rest.IndexOf(' ') + 1)..]), await harness.GetAsync(rest.Split(' ')[0]));
                    break;
                case "@missing":
                    Assert.Null(await harness.GetAsync(rest));
                    break;
                default:
                    await TalkAsync(word, rest);
                    break;
            }
        }

        private async Task TalkAsync(string word, string rest)
        {
            TestClient client = _client ??= await harness.ConnectAsync();
            switch (word)
            {
                case "C:":
                    await client.SendRawAsync([.. Bytes(rest), (byte)'\r', (byte)'\n']);
                    break;
                case "R:":
                    await client.SendRawAsync(Bytes(rest));
                    break;
                case "S:":
                    string[] parts = rest.Split(' ', 2);
                    _last = await client.ExpectAsync(int.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length > 1 ? parts[1] : null);
                    _passive = _last.StartsWith("22", StringComparison.Ordinal) && _last[2] is '7' or '9' ? _last : _passive;
                    break;
                case "S+":
                    Assert.Matches(new Regex(rest, RegexOptions.Multiline), _last);
                    break;
                case "S!":
                    Assert.DoesNotMatch(new Regex(rest, RegexOptions.Multiline), _last);
                    break;
                case "@login":
                    await LogInAsync(client, rest.Length > 0 ? rest : "u");
                    break;
                case "@starttls":
                    await client.StartTlsAsync();
                    break;
                case "@data":
                    _data = await client.ConnectDataAsync(_passive);
                    if (rest == "tls")
                    {
                        await _data.StartTlsAsync();
                    }

                    break;
                case "@receive":
                    Assert.Matches(new Regex(rest, RegexOptions.Singleline), Encoding.UTF8.GetString(await _data!.ReceiveAsync()));
                    await _data.DisposeAsync();
                    break;
                case "@send":
                    await _data!.SendAsync(Bytes(rest));
                    await _data.FinishAsync();
                    break;
                case "@end":
                    await client.ExpectEndAsync();
                    break;
                case "@reconnect":
                    await client.DisposeAsync();
                    _client = null;
                    break;
                default:
                    throw new FormatException($"no such line: {word}");
            }
        }

        private async Task LogInAsync(TestClient client, string name)
        {
            if (!harness.Options.Tls.Enabled)
            {
                await client.ExpectAsync(220);
            }
            else if (!client.IsSecure)
            {
                await client.ExpectAsync(220);
                await client.AskAsync("AUTH TLS", 234);
                await client.StartTlsAsync();
                await client.AskAsync("PBSZ 0", 200);
                await client.AskAsync("PROT P", 200);
            }

            await client.LogInAsync(name);
        }

        public async Task CloseAsync()
        {
            if (_data is not null)
            {
                await _data.DisposeAsync();
            }

            if (_client is not null)
            {
                await _client.DisposeAsync();
            }
        }

        private static byte[] Bytes(string text)
        {
            text = Regex.Replace(text, @"\{(.)\*(\d+)\}", match => new string(match.Groups[1].Value[0], int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)));
            var bytes = new List<byte>();
            for (int i = 0; i < text.Length; i++)
            {
                if (text[i] != '\\' || i + 1 == text.Length)
                {
                    bytes.AddRange(Encoding.UTF8.GetBytes(char.IsHighSurrogate(text[i]) ? text.Substring(i++, 2) : text[i].ToString()));
                    continue;
                }

                char next = text[++i];
                bytes.Add(next switch { 'r' => 13, 'n' => 10, '0' => 0, 'x' => byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture), _ => (byte)next });
                i += next == 'x' ? 2 : 0;
            }

            return [.. bytes];
        }
    }
}
