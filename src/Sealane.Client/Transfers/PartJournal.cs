using System.Globalization;

namespace Sealane.Client.Transfers;

/// <summary>
/// Beside a <c>.part</c> file, one line: which remote file it is the beginning of, with size and time. A part without it, or of a file that has changed since,
/// is started again: bytes of two versions must never meet in one file.
/// </summary>
internal sealed class PartJournal(string part)
{
    private readonly string _file = part + ".journal";

    internal async Task<bool> MatchesAsync(FtpsClient client, string path, CancellationToken cancellation)
    {
        string noted;
        try
        {
            noted = await File.ReadAllTextAsync(_file, cancellation).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // There is none: the part is somebody else's, or its writer died before its first byte.
            return false;
        }

        return await LineAsync(client, path, cancellation).ConfigureAwait(false) is { } line && noted == line;
    }

    internal async Task WriteAsync(FtpsClient client, string path, CancellationToken cancellation)
    {
        // What cannot be recognised again cannot be gone on with, and needs no journal.
        if (await LineAsync(client, path, cancellation).ConfigureAwait(false) is { } line)
        {
            await File.WriteAllTextAsync(_file, line, cancellation).ConfigureAwait(false);
        }
        else
        {
            Remove();
        }
    }

    /// <summary>The same when size and time are known from a listing.</summary>
    internal bool Matches(string line)
    {
        try
        {
            return File.ReadAllText(_file) == line;
        }
        catch (IOException)
        {
            // There is none.
            return false;
        }
    }

    internal void Write(string line) => File.WriteAllText(_file, line);

    internal void Remove() => File.Delete(_file);

    private static async Task<string?> LineAsync(FtpsClient client, string path, CancellationToken cancellation) =>
        await client.FindAsync(path, cancellation).ConfigureAwait(false) is { Length: { } length, Modified: { } modified }
            ? Line(client.Options, path, length, modified)
            : null;

    internal static string Line(FtpsClientOptions site, string path, long length, DateTime modified) =>
        string.Create(CultureInfo.InvariantCulture, $"{length} {modified:yyyy-MM-ddTHH:mm:ss.fffZ} {site.User}@{site.Host}:{site.EffectivePort} {path}\n");
}
