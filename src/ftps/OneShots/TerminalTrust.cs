using Sealane.Client.Trust;
using Sealane.Shell.Credentials;

namespace Sealane.Shell.OneShots;

/// <summary>Shows an unknown server to the person at the terminal, and asks: once, always, no.</summary>
internal static class TerminalTrust
{
    /// <summary>For <see cref="ServerTrustOptions.Ask"/>: null when there is nobody to ask, which refuses.</summary>
    public static Func<UnknownServer, CancellationToken, ValueTask<TrustAnswer>>? Asker => PasswordPrompt.IsPossible ? AskAsync : null;

    /// <summary>Asks, on standard error, so that what a command prints stays pure.</summary>
    public static async ValueTask<TrustAnswer> AskAsync(UnknownServer server, CancellationToken cancellation)
    {
        foreach (string line in TrustScreen.Lines(server))
        {
            await Console.Error.WriteLineAsync(line);
        }

        await Console.Error.WriteAsync(TrustScreen.Prompt);
        return TrustScreen.Parse(await ReadLineAsync(cancellation));
    }

    /// <summary>A yes or no; anything but a clear yes is a no.</summary>
    public static async ValueTask<bool> ConfirmAsync(string question, CancellationToken cancellation)
    {
        await Console.Error.WriteAsync(question + " [y/N]: ");
        return (await ReadLineAsync(cancellation))?.Trim().ToUpperInvariant() is "Y" or "YES";
    }

    // A line that is waited for cannot be taken back; the process ends soon after a cancellation.
    private static Task<string?> ReadLineAsync(CancellationToken cancellation) => Task.Run(Console.ReadLine, cancellation).WaitAsync(cancellation);
}
