using System.Security.Cryptography;
using System.Text;
using Sealane.Transport;

namespace Sealane.Client.Trust;

/// <summary>
/// The servers a user has vouched for: a text file, one line per server, that people may edit. Keys and authorities are noted, never certificates, so that a
/// renewal breaks nothing. Reading takes what is there at that moment; writing replaces the file whole, under a lock, so that parallel programs lose no line.
/// Safe for use by several threads.
/// </summary>
/// <param name="path">The file; it and its directory are made (0600, 0700) at the first addition.</param>
public sealed class KnownServers(string path)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan s_lockPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lockRetry = TimeSpan.FromMilliseconds(5);

    /// <summary>Where the file of the user who runs this is: <c>sealane/known_servers</c> in the configuration directory (<c>$XDG_CONFIG_HOME</c>, else <c>~/.config</c>).</summary>
    public static string UserPath => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "sealane", "known_servers");

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>All servers, in the file's order; several lines of one server as one.</summary>
    /// <exception cref="TrustStoreException">The file cannot be read, or others may write it.</exception>
    public IReadOnlyList<KnownServer> List() =>
    [
        .. ReadLines().Select(line => line.Server).OfType<KnownServer>().GroupBy(server => server.Address, StringComparer.Ordinal).Select(Merge),
    ];

    /// <summary>What is known of a server; null when nothing is.</summary>
    /// <exception cref="TrustStoreException">The file cannot be read, or others may write it.</exception>
    public KnownServer? Find(string host, int port)
    {
        string address = HostAddress.Join(host, port);
        return List().FirstOrDefault(server => server.Address == address);
    }

    /// <summary>Keys and authorities that must never be trusted again, whatever vouches for them.</summary>
    /// <exception cref="TrustStoreException">The file cannot be read, others may write it, or a <c>@revoked</c> line is damaged.</exception>
    public IReadOnlyList<CertificatePin> ListRevoked()
    {
        List<KnownServerLine> lines = ReadLines();
        int damaged = lines.FindIndex(line => line.IsDamagedRevocation);
        return damaged < 0
            ? [.. lines.SelectMany(line => line.Revoked)]
            : throw new TrustStoreException($"{Path}, line {damaged + 1}: this @revoked line cannot be understood; write it as: @revoked spki-sha256:BASE64");
    }

    /// <summary>Notes a server, besides what the file has on it already.</summary>
    /// <param name="server">Its host, port and pins; certificate pins are refused.</param>
    /// <param name="cancellation">Ends the wait for another program that writes.</param>
    /// <exception cref="ArgumentException">No pin, one of a certificate, or a host that no line can hold.</exception>
    /// <exception cref="TrustStoreException">The file cannot be written, or others may write it.</exception>
    public async ValueTask AddAsync(KnownServer server, CancellationToken cancellation = default)
    {
        if (server.Pins.Count == 0 || server.Pins.Any(pin => pin.Kind is not (PinKind.Key or PinKind.Authority)))
        {
            throw new ArgumentException("a known server is noted by its key (spki-sha256:…) or its authority (ca-sha256:…): a certificate's fingerprint changes at every renewal", nameof(server));
        }

        if (HostAddress.Split(server.Address) is null)
        {
            throw new ArgumentException($"'{CertificateFacts.Escaped(server.Host)}' is no host name or address", nameof(server));
        }

        string written = KnownServerLine.Write(server);
        await ChangeAsync(
            lines =>
            {
                bool present = lines.Any(line => line.Server is KnownServer known && known.Address == server.Address
                    && server.Pins.All(known.Pins.Contains) && server.Authorities.All(wanted => known.Authorities.Any(has => has.AsSpan().SequenceEqual(wanted))));
                if (!present)
                {
                    lines.Add(KnownServerLine.Parse(written));
                }

                return !present;
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Forgets a server.</summary>
    /// <param name="host">DNS name or IP literal.</param>
    /// <param name="port">Null for every port.</param>
    /// <param name="cancellation">Ends the wait for another program that writes.</param>
    /// <returns>How many lines went.</returns>
    /// <exception cref="TrustStoreException">The file cannot be written, or others may write it.</exception>
    public async ValueTask<int> RemoveAsync(string host, int? port, CancellationToken cancellation = default)
    {
        string normal = HostAddress.Normalize(host);
        int removed = 0;
        await ChangeAsync(
            lines =>
            {
                removed = lines.RemoveAll(line => line.Server is KnownServer known && known.Host == normal && (port is null || known.Port == port));
                return removed > 0;
            },
            cancellation).ConfigureAwait(false);
        return removed;
    }

    /// <summary>Never trusts a key or authority again, at any host.</summary>
    /// <exception cref="TrustStoreException">The file cannot be written, or others may write it.</exception>
    public ValueTask RevokeAsync(CertificatePin pin, string comment = "", CancellationToken cancellation = default) => ChangeAsync(
        lines =>
        {
            lines.Add(KnownServerLine.Parse(KnownServerLine.WriteRevoked(pin, comment)));
            return true;
        },
        cancellation);

    private static KnownServer Merge(IEnumerable<KnownServer> lines)
    {
        KnownServer[] all = [.. lines];
        return all.Length == 1 ? all[0] : all[0] with
        {
            Pins = [.. all.SelectMany(line => line.Pins).Distinct()],
            Authorities = [.. all.SelectMany(line => line.Authorities)],
            Comment = string.Join("; ", all.Select(line => line.Comment).Where(comment => comment.Length > 0).Distinct(StringComparer.Ordinal)),
        };
    }

    private List<KnownServerLine> ReadLines()
    {
        string text = Encoding.UTF8.GetString(TrustFile.Read(Path, mustBeOwn: true) ?? []);
        List<KnownServerLine> lines = [.. text.TrimStart('\uFEFF').Split('\n').Select(line => KnownServerLine.Parse(line.TrimEnd('\r')))];

        // Behind the last line end there is no line.
        if (lines[^1].Text.Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines;
    }

    private async ValueTask ChangeAsync(Func<List<KnownServerLine>, bool> change, CancellationToken cancellation)
    {
        string partial = Path + ".new-" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        try
        {
            MakeDirectory();
            FileStream guard = await LockAsync(cancellation).ConfigureAwait(false);
            await using (guard.ConfigureAwait(false))
            {
                List<KnownServerLine> lines = ReadLines();
                if (!change(lines))
                {
                    return;
                }

                FileStream stream = new(partial, Options(FileMode.CreateNew));
                await using (stream.ConfigureAwait(false))
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line.Text + "\n"))), cancellation).ConfigureAwait(false);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(partial, Path, overwrite: true);
            }
        }
        catch (Exception failure)
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }

            if (failure is UnauthorizedAccessException or (IOException and not TrustStoreException))
            {
                throw new TrustStoreException(
                    $"cannot write {Path} as user {Environment.UserName}: {failure.Message.ReplaceLineEndings(" ")}; see: ls -ld {ShellWord.Quote(System.IO.Path.GetDirectoryName(Path)!)}", failure);
            }

            throw;
        }
    }

    private void MakeDirectory()
    {
        string directory = System.IO.Path.GetDirectoryName(Path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, Private | UnixFileMode.UserExecute);
        }
    }

    // Beside the file, because the file itself is another one after each change. The lock goes with the process that holds it.
    private async ValueTask<FileStream> LockAsync(CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path + ".lock", Options(FileMode.OpenOrCreate));
            }
            catch (IOException) when (File.Exists(Path + ".lock"))
            {
                // Another one writes: that takes milliseconds.
                if (TimeProvider.System.GetElapsedTime(start) > s_lockPatience)
                {
                    throw;
                }
            }

            await Task.Delay(s_lockRetry, cancellation).ConfigureAwait(false);
        }
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Private;
        }

        return options;
    }
}
