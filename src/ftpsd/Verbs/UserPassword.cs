using System.CommandLine;
using System.Text;
using Sealane.Server.Accounts;

namespace Sealane.Daemon.Verbs;

/// <summary>Where a new password comes from: standard input, the random generator, or a person at a terminal. Never the command line, which every user of the machine can read.</summary>
internal sealed class UserPassword
{
    private readonly Option<bool> _stdin = new("--password-stdin") { Description = "read the password from the first line of standard input" };
    private readonly Option<bool> _generate = new("--generate") { Description = "make a password of 128 bits and print it once" };

    public void AddTo(Command command)
    {
        command.Add(_stdin);
        command.Add(_generate);
    }

    /// <summary>The password, and whether it must be shown because nobody knows it yet.</summary>
    public (string Password, bool Generated) Obtain(UserContext user)
    {
        bool stdin = user.Arguments.GetValue(_stdin), generate = user.Arguments.GetValue(_generate);
        if (stdin && generate)
        {
            throw new Refusal("--password-stdin and --generate exclude each other", Refusal.Usage);
        }

        if (generate)
        {
            return (GeneratedPassword.Next(), true);
        }

        if (!stdin && Console.IsInputRedirected)
        {
            throw new Refusal("there is no terminal to ask for a password at; give --password-stdin or --generate", Refusal.Usage);
        }

        string password = stdin ? Console.In.ReadLine() ?? "" : Ask(user.Error);
        return PasswordHash.IsUsable(password)
            ? (password, false)
            : throw new Refusal($"{(password.Length == 0 ? "the password is empty" : "that cannot be a password")}: it has 1 to {PasswordHash.MaxPasswordBytes} bytes and no NUL");
    }

    private static string Ask(TextWriter terminal)
    {
        string first = Type(terminal, "New password: ");
        return first == Type(terminal, "Once more: ") ? first : throw new Refusal("the two passwords differ; nothing was changed");
    }

    private static string Type(TextWriter terminal, string prompt)
    {
        terminal.Write(prompt);
        StringBuilder typed = new();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter && key.KeyChar is not '\n')
        {
            // Control-U empties the line, as at any other password prompt.
            if (key.KeyChar == '\u0015')
            {
                typed.Clear();
            }
            else if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        terminal.WriteLine();
        return typed.ToString();
    }
}
