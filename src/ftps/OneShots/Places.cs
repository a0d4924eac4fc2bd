using System.CommandLine;
using Sealane.Client;
using Sealane.Protocol;

namespace Sealane.Shell.OneShots;

/// <summary>Remote paths and what several verbs say about them.</summary>
internal static class Places
{
    public static Option<int> Parallel() => new("--parallel", "-P") { Description = "How many files at a time, each over a connection of its own (1).", HelpName = "N", DefaultValueFactory = _ => 1 };

    /// <summary>A name in a directory.</summary>
    public static string Join(string directory, string name) => directory.Length == 0 || directory.EndsWith('/') ? directory + name : $"{directory}/{name}";

    /// <summary>The directory that something is in; empty for where a login begins.</summary>
    public static string Parent(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? "" : slash == 0 ? "/" : path[..slash];
    }

    /// <summary>The last part of a path.</summary>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    public static double Seconds(TransferResult result) => Math.Round(result.Elapsed.TotalSeconds, 3);

    /// <summary>What a failure says when something is not there.</summary>
    public static FtpsException Missing(FtpsClient client, RemoteUrl url) => new(FtpsFailure.NotAvailable, $"{PrintableText.Escape(url.CleanPath.Length == 0 ? "/" : url.CleanPath)}: there is no such file or directory on {url.Address}, or it is hidden from this user", client.IsConnected);
}
