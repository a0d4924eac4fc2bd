using System.Text;
using Sealane.Protocol;

namespace Sealane.Shell.Credentials;

/// <summary>Asks a person at the terminal for a password, and shows nothing of it.</summary>
internal static class PasswordPrompt
{
    /// <summary>Whether there is a person to ask: what is typed comes from a terminal, and what is asked goes to one.</summary>
    public static bool IsPossible => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <exception cref="CredentialException">The person gave up.</exception>
    public static async Task<Secret> AskAsync(string question, CancellationToken cancellation)
    {
        // Asking for a key switches the terminal's echo off, and it stays off: before the question, lest somebody answers faster than we listen.
        _ = Console.KeyAvailable;
        await Console.Error.WriteAsync(question);
        try
        {
            // A key that is waited for cannot be taken back; the process ends soon after a cancellation.
            return new Secret(await Task.Run(Type, cancellation).WaitAsync(cancellation));
        }
        finally
        {
            await Console.Error.WriteLineAsync();
        }
    }

    private static string Type()
    {
        StringBuilder typed = new();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter && key.KeyChar is not '\n')
        {
            // Control-D on nothing gives up, Control-U empties the line, as at any other password prompt.
            if (key.KeyChar == '\u0004' && typed.Length == 0)
            {
                throw new CredentialException("no password was given");
            }

            if (key.KeyChar == '\u0015')
            {
                _ = typed.Clear();
            }
            else if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                _ = typed.Append(key.KeyChar);
            }
        }

        return typed.ToString();
    }
}
