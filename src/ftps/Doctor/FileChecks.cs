using System.Globalization;
using Sealane.Client;
using Sealane.Client.Profiles;
using Sealane.Shell.OneShots;

namespace Sealane.Shell.Doctor;

/// <summary>What a user is there for: login, names, times, listings, and uploads if allowed. Done by the library's client, as every other verb does it.</summary>
internal sealed class FileChecks(Examination examination, FtpsClientOptions options)
{
    private static readonly int[] s_sizes = [0, 1, 100_000];
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(2);

    /// <summary>False when nobody gets in.</summary>
    public async Task<bool> SignInAsync()
    {
        try
        {
            await using FtpsClient client = await FtpsClient.ConnectAsync(options, examination.Cancellation);
            examination.Kind = client.Server.Kind;
            examination.Note("login", Verdict.Ok, $"{options.User} is in{(client.Server.Kind == ServerKind.Unknown ? "" : $"; the server is {Name(client.Server.Kind)}")}");
            Features(client);
            return true;
        }
        catch (FtpsException e)
        {
            string? fix = e.Failure switch
            {
                FtpsFailure.Login => "check name and password (-u USER asks); servers ban an address after some failures, so wait before more attempts",
                FtpsFailure.TooManyConnections => "close other clients, or wait; the server allows no more connections at once",
                _ => null,
            };
            examination.Fail(ExitCode.Of(e), "login", e.Message, fix);
            return false;
        }
    }

    public async Task RunAsync(bool uploads)
    {
        try
        {
            await using FtpsClient client = await FtpsClient.ConnectAsync(options, examination.Cancellation);
            await ListAsync(client);
            if (uploads)
            {
                await UploadAsync(client);
            }
        }
        catch (FtpsException e)
        {
            examination.Fail(ExitCode.Of(e), "listing", e.Message.ReplaceLineEndings(" "));
        }
    }

    private void Features(FtpsClient client)
    {
        ServerFacts server = client.Server;
        bool mlsd = server.Has("MLST"), utf8 = server.Has("UTF8");
        string hashes = client.HashFunctions.Count > 0 ? "; hashes: " + string.Join(", ", client.HashFunctions.Select(one => one.ToString().ToLowerInvariant())) : "";
        examination.Note("features", Verdict.Ok, (mlsd ? "MLSD: exact sizes and times" : "no MLSD: listings are read as the server formats them, times to the minute")
            + (server.Has("MFMT") ? "; MFMT sets times" : "") + hashes);
        examination.Note("names", utf8 ? Verdict.Ok : Verdict.Warning, utf8 ? "names are UTF-8" : "the server does not say that names are UTF-8; accents may look wrong",
            utf8 ? null : "in the shell: set ftp:charset CHARSET, if they do");
    }

    private async Task ListAsync(FtpsClient client)
    {
        Listing listing = await client.GetListingAsync("", examination.Cancellation);
        if (!listing.IsComplete)
        {
            examination.Note("listing", Verdict.Warning,
                listing.UnparsedLines > 0 ? $"{listing.UnparsedLines} of its lines are not understood (the first: {listing.FirstUnparsed})" : "it ends without a goodbye (close_notify): who cuts it short on the way is not noticed",
                listing.UnparsedLines > 0 ? "mirrors delete nothing there; please report the line" : "update the server's program");
            return;
        }

        // A day ahead may be a zone that could not be measured; minutes are the clock.
        RemoteEntry? ahead = listing.Entries.Where(entry => entry.Modified > DateTime.UtcNow + s_tolerance).MaxBy(entry => entry.Modified);
        examination.Note("listing", ahead is null ? Verdict.Ok : Verdict.Warning,
            ahead is null ? $"{listing.Entries.Count} {(listing.Entries.Count == 1 ? "entry" : "entries")}, all understood" : $"{ahead.Name} is from the future ({ahead.Modified:yyyy-MM-dd HH:mm}Z): the server's clock is ahead, or its times are not UTC",
            ahead is null ? null : "set the server's clock (timedatectl), and have it tell times in UTC");
    }

    private async Task UploadAsync(FtpsClient client)
    {
        string stem = $".ftps-doctor-{Guid.NewGuid():n}"[..24];
        List<string> made = [];
        try
        {
            foreach (int size in s_sizes)
            {
                byte[] content = new byte[size];
                Random.Shared.NextBytes(content);
                string name = $"{stem}-{size}";
                made.Add(name);
                _ = await client.UploadAsync(new MemoryStream(content), name, null, examination.Cancellation);
                var back = new MemoryStream();
                _ = await client.DownloadAsync(name, back, null, examination.Cancellation);
                if (!back.GetBuffer().AsSpan(0, (int)back.Length).SequenceEqual(content))
                {
                    examination.Fail(ExitCode.Unverified, "upload", $"a file of {size} bytes came back as {back.Length} other ones", "look at the server's disk and log; and whether something on the way rewrites files");
                    return;
                }
            }

            examination.Note("upload", Verdict.Ok, $"files of {string.Join(", ", s_sizes)} bytes went there and came back the same; each ended with a goodbye and was confirmed");
            await ClockAsync(client, made[^1]);
        }
        catch (FtpsException e)
        {
            bool denied = e.Reply is { Category: 5 };
            examination.Note("upload", denied ? Verdict.Warning : Verdict.Failed, e.Message.ReplaceLineEndings(" "), denied ? WriteFix() : null);
        }
        finally
        {
            await RemoveAsync(client, made);
        }
    }

    private string WriteFix() => examination.Kind switch
    {
        ServerKind.Vsftpd or ServerKind.Sealane => "if it should be allowed: write_enable=YES, and the directory belongs to the user",
        ServerKind.ProFtpd => "if it should be allowed: AllowOverwrite on, no <Limit WRITE>, and the directory belongs to the user",
        _ => "if it should be allowed: the account needs the right to write, and the directory must belong to it",
    };

    private async Task ClockAsync(FtpsClient client, string name)
    {
        DateTime now = DateTime.UtcNow;
        if (await client.FindAsync(name, examination.Cancellation) is not { Modified: { } modified })
        {
            examination.Note("clock", Verdict.Warning, "the server tells no times of files");
            return;
        }

        TimeSpan ahead = modified - now;
        bool right = ahead.Duration() < s_tolerance;
        examination.Note("clock", right ? Verdict.Ok : Verdict.Warning,
            right ? "the server's clock is right, within two minutes" : string.Create(CultureInfo.InvariantCulture, $"the server's clock is {ahead.Duration():d\\.hh\\:mm\\:ss} {(ahead > TimeSpan.Zero ? "ahead" : "behind")}, or it tells local time where UTC is due (MDTM)"),
            right ? null : "set the server's clock (timedatectl); mirrors that compare times are wrong until then");
    }

    private async Task RemoveAsync(FtpsClient client, List<string> names)
    {
        foreach (string name in names)
        {
            try
            {
                if (client.IsConnected)
                {
                    await client.DeleteAsync(name, CancellationToken.None);
                    continue;
                }
            }
            catch (FtpsException e) when (e.Failure == FtpsFailure.NotAvailable)
            {
                // It was never made.
                continue;
            }
            catch (FtpsException)
            {
                // Said below.
            }

            examination.Note("upload", Verdict.Warning, $"{name} could not be deleted", $"ftps rm {examination.Server.Address}/{name}");
        }
    }

    private static string Name(ServerKind kind) => kind switch
    {
        ServerKind.Sealane => "ftpsd",
        ServerKind.Vsftpd => "vsftpd",
        ServerKind.ProFtpd => "ProFTPD",
        ServerKind.PureFtpd => "Pure-FTPd",
        ServerKind.FileZilla => "FileZilla Server",
        ServerKind.PyFtpdlib => "pyftpdlib",
        _ => "IIS",
    };
}
