using System.Text;

namespace Sealane.Shell.Screen;

/// <summary>The terminal's title: what happens, or <c>cmd:default-title</c> at the prompt. Only with <c>cmd:set-term-status</c>; both settings are looked up for $TERM.</summary>
/// <param name="shell">Settings, screen and place.</param>
internal sealed class TerminalTitle(ShellSession shell)
{
    private static readonly string s_terminal = Environment.GetEnvironmentVariable("TERM") ?? "";
    private static readonly string[] s_titled = ["xterm", "rxvt", "screen", "tmux", "konsole", "gnome", "vte", "kitty", "alacritty", "foot", "st-", "wezterm", "putty"];
    private string? _shown;

    /// <summary>At the prompt.</summary>
    public void ShowPlace() =>
        Show(() => PromptText.Expand(shell.Settings.Text("cmd:default-title", s_terminal), shell.Top.Place, ProgramName.Shown, ProgramName.Version));

    /// <summary>While something runs.</summary>
    public void ShowStatus(IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            Show(() => lines[0]);
        }
    }

    /// <summary>A format with its escapes replaced.</summary>
    public static string Fill(string format, string status)
    {
        StringBuilder text = new();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '\\' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            char code = format[++i];
            if (OctalEscape.Begins(code))
            {
                text.Append(OctalEscape.Read(format, ref i));
                continue;
            }

            text.Append(code switch
            {
                'a' => "\a",
                'e' => "\e",
                'n' => "\n",
                's' => ProgramName.Shown,
                'v' => ProgramName.Version,
                'T' => status,
                '\\' => "\\",
                _ => "\\" + code,
            });
        }

        return text.ToString();
    }

    private void Show(Func<string> text)
    {
        if (!shell.Screen.IsTerminal || !shell.Settings.Flag("cmd:set-term-status", s_terminal))
        {
            return;
        }

        // What a server named a file must not end the title and go on as a command to the terminal.
        string plain = string.Concat(text().Where(c => !char.IsControl(c)));
        string format = shell.Settings.Text("cmd:term-status", s_terminal) is { Length: > 0 } given ? given : Usual();
        if (format.Length > 0 && plain != _shown)
        {
            _shown = plain;
            shell.Screen.Draw(() => shell.Screen.Raw(Fill(format, plain)));
        }
    }

    // Terminals that are known to have a title, set by the sequence of xterm (OSC 2); others are left alone unless cmd:term-status says how.
    private static string Usual() =>
        s_titled.Any(name => s_terminal.Contains(name, StringComparison.Ordinal)) ? "\\e]2;\\T\\a" : "";
}
