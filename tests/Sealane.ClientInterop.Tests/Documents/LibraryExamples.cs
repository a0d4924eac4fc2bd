using Sealane.Client;
using Sealane.Client.Trust;
using Sealane.Protocol;

namespace Sealane.ClientInterop.Tests.Documents;

/// <summary>The examples of docs/library.md, between the marks, character for character: what is printed there compiles, and what can run against a test server does.</summary>
internal static class LibraryExamples
{
    internal static async Task ConnectAsync()
    {
        // <connect>
        var options = new FtpsClientOptions
        {
            Host = "ftp.example.org",
            User = "alice",
            Password = new Secret(Environment.GetEnvironmentVariable("FTP_PASSWORD") ?? ""),
        };

        await using FtpsClient client = await FtpsClient.ConnectAsync(options);
        await client.UploadFileAsync("report.pdf", "inbox/report.pdf");
        // </connect>
    }

    internal static FtpsClientOptions Trust(FtpsClientOptions options)
    {
        // <trust>
        options = options with
        {
            Trust = new ServerTrust(new ServerTrustOptions
            {
                CaFiles = ["/etc/partner/ca.pem"],
                KnownServers = new KnownServers(KnownServers.UserPath),
            }),
        };
        // </trust>
        return options;
    }

    internal static async Task ListAsync(FtpsClient client)
    {
        // <list>
        await foreach (RemoteEntry entry in client.ListAsync("inbox"))
        {
            Console.WriteLine($"{entry.Modified:u} {entry.Length,12} {entry.Name}");
        }
        // </list>
    }

    internal static async Task DownloadAsync(FtpsClient client, CancellationToken cancellation)
    {
        // <download>
        var transfer = new TransferOptions
        {
            Progress = new Progress<TransferProgress>(now => Console.Error.WriteLine($"{now.Position} of {now.Total} bytes")),
        };
        TransferResult result = await client.DownloadFileAsync(
            "inbox/data.bin", "data.bin", new FileTransferOptions { KeepTime = true, Transfer = transfer }, cancellation);
        Console.WriteLine($"{result.Moved} bytes at {result.Rate / 1e6:F1} MB/s");
        // </download>
    }

    internal static async Task BetweenAsync(FtpsClient client, FtpsClientOptions elsewhere)
    {
        // <between>
        await using FtpsClient other = await FtpsClient.ConnectAsync(elsewhere);
        await using (Stream source = await client.OpenReadAsync("inbox/data.bin"))
        {
            await other.UploadAsync(source, "data.bin");
        }

        await ServerToServer.CopyAsync(client, "inbox/data.bin", other, "data.bin");
        // </between>
    }

    internal static async Task StreamAsync(FtpsClient client)
    {
        // <stream>
        await using (RemoteWriteStream log = await client.OpenWriteAsync("inbox/today.csv", new TransferOptions { Append = true }))
        {
            await log.WriteAsync("2026-11-22;done\n"u8.ToArray());
        }

        await using Stream remote = await client.OpenReadAsync("inbox/today.csv");
        using var reader = new StreamReader(remote);
        string text = await reader.ReadToEndAsync();
        // </stream>
        Assert.EndsWith("2026-11-22;done\n", text, StringComparison.Ordinal);
    }

    internal static async Task CopyAsync(FtpsClientOptions options)
    {
        // <copy>
        await using var pool = new FtpsClientPool(options);
        await using PooledClient from = await pool.LendAsync();
        await using PooledClient to = await pool.LendAsync();
        await using Stream source = await from.Client.OpenReadAsync("inbox/today.csv");
        await to.Client.UploadAsync(source, "inbox/copy.csv");
        // </copy>
    }

    internal static async Task FailAsync(FtpsClient client)
    {
        // <errors>
        try
        {
            await client.DownloadFileAsync("inbox/missing.bin", "missing.bin");
        }
        catch (FtpsException e) when (e.Failure == FtpsFailure.NotAvailable)
        {
            Console.Error.WriteLine($"not there: {e.Reply}");
        }
        catch (FtpsException e) when (e.IsTransient)
        {
            if (!e.ConnectionUsable)
            {
                await client.ReconnectAsync();
            }

            // … and try again: what has arrived is kept, and the download goes on behind it.
        }
        // </errors>
    }

    internal static async Task ChangeAsync(FtpsClient client)
    {
        // <change>
        await client.CreateDirectoryAsync("archive/2026/11", parents: true);
        await client.RenameAsync("inbox/data.bin", "archive/2026/11/data.bin");
        await client.SetModifiedAsync("archive/2026/11/data.bin", DateTime.UtcNow);
        RemoteHash? hash = await client.HashAsync("archive/2026/11/data.bin");
        await client.RemoveTreeAsync("archive");
        // </change>
        _ = hash;
    }
}
