using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sealane.Accounts.Sql;
using Sealane.Server;
using Sealane.Server.Accounts;
using Sealane.Server.Options;
using Sealane.Transport.Tls;

namespace Sealane.Daemon.Verbs;

/// <summary>
/// <c>ftpsd quickstart</c>: configuration, local authority, certificate, an account and its home, all under one directory, and a server on loopback that uses them.
/// A second run goes on with what it finds.
/// </summary>
internal static class QuickstartVerb
{
    private const int StandardPort = 2121;
    private const string StandardUser = "demo";

    public static Command Build()
    {
        Option<string> directory = new("--dir") { Description = "Where everything is kept.", DefaultValueFactory = _ => "sealane-data" };
        Option<int?> port = new("--port") { Description = $"Port on 127.0.0.1 (default: {StandardPort}, or the one of the last run).", CustomParser = ReadPort };
        Option<string?> user = new("--user") { Description = $"Account to log in with (default: {StandardUser}, or the one of the last run)." };
        Command command = new("quickstart", "Makes everything that an FTPS server needs in one directory, serves on 127.0.0.1, and says what to paste into clients.") { directory, port, user };
        command.SetAction((result, cancellation) => RunAsync(
            Path.GetFullPath(result.GetValue(directory)!), result.GetValue(port), result.GetValue(user), cancellation));
        return command;
    }

    private static int? ReadPort(ArgumentResult words)
    {
        if (int.TryParse(words.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535)
        {
            return port;
        }

        words.AddError("--port takes a number from 1 to 65535");
        return null;
    }

    private static async Task<int> RunAsync(string directory, int? port, string? user, CancellationToken cancellation)
    {
        if (user is not null && !AccountName.IsValid(user))
        {
            await Console.Error.WriteLineAsync($"ftpsd: --user: {AccountName.Rule}").ConfigureAwait(false);
            return 2;
        }

        Daemon.CreateStateDirectory(directory);
        string config = Path.Combine(directory, "ftpsd.conf");
        if (!File.Exists(config))
        {
            await File.WriteAllTextAsync(config, Configuration(port ?? StandardPort), cancellation).ConfigureAwait(false);
        }

        LoadedConfiguration Read() => ConfigurationArguments.Load(config, port is { } chosen ? [$"listen_port={chosen}"] : []);
        LoadedConfiguration loaded = Read();
        ConfigurationArguments.Complain(loaded, Severity.Warning);
        if (loaded.Options is not { } options)
        {
            return 1;
        }

        Daemon.CreateStateDirectory(options.StateDirectory);
        QuickstartAccount account = await EnsureAccountAsync(options, directory, user, cancellation).ConfigureAwait(false);
        return await Daemon.RunAsync(loaded, Read, server => QuickstartScreen.Show(server, CertificateKeeper.Local(options.StateDirectory, TimeProvider.System), config, account))
            .ConfigureAwait(false);
    }

    private static async Task<QuickstartAccount> EnsureAccountAsync(ServerOptions options, string directory, string? user, CancellationToken cancellation)
    {
        using SqliteAccountStore store = SqliteAccountStore.Open(options.AccountsDatabase);
        IReadOnlyList<Account> present = await store.ListAsync(cancellation).ConfigureAwait(false);
        Account? known = user is null ? (present.Count > 0 ? present[0] : null) : present.FirstOrDefault(account => account.Name == user);
        if (known is not null)
        {
            return new QuickstartAccount(known.Name, null, known.Home);
        }

        string name = user ?? StandardUser;
        string home = Path.Combine(directory, "files", name);
        Daemon.CreatePrivateDirectory(home);
        string password = GeneratedPassword.Next();
        await store.AddAsync(
            new Account { Name = name, PasswordHash = PasswordHash.Create(password), Home = home, Created = TimeProvider.System.GetUtcNow() }, cancellation).ConfigureAwait(false);
        return new QuickstartAccount(name, password, home);
    }

    private static string Configuration(int port) => $"""
        # Made by 'ftpsd quickstart', which keeps it from now on: edit it as you like.
        # 'ftpsd check this-file --all' explains every option.

        # Only programs on this machine can connect. For the network: listen_address=0.0.0.0
        listen=YES
        listen_address=127.0.0.1
        listen_port={port}

        # Accounts, certificates and their keys. Relative paths start at this file's directory.
        state_dir=state

        # TLS for every login and every transfer, with a certificate of the local CA in state/tls.
        ssl_enable=YES
        force_local_logins_ssl=YES
        force_local_data_ssl=YES

        # Ports for data connections: let these through a firewall, too.
        pasv_min_port=50000
        pasv_max_port=50999
        {(Environment.IsPrivilegedProcess ? StaysRoot : "")}
        """;

    private const string StaysRoot = """

        # Root made this, in a directory of root's: the server stays root here. For a network, run 'ftpsd service install', which uses a user of its own.
        nopriv_user=root

        """;
}

/// <summary>The account that the screen speaks of.</summary>
/// <param name="Name">Login name.</param>
/// <param name="Password">Only when it was made in this run: nothing but its hash is kept.</param>
/// <param name="Home">Its files on this machine.</param>
internal sealed record QuickstartAccount(string Name, string? Password, string Home);
