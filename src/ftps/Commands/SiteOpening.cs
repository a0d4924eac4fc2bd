using System.Net;
using System.Net.Sockets;
using Sealane.Protocol;
using Sealane.Shell.Credentials;
using Sealane.Shell.Remote;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Commands;

/// <summary>What <c>open</c> does, and the program's own command line too.</summary>
internal static class SiteOpening
{
    private static readonly string[] s_protocols = ["ftp", "ftps", "ftpes", "file"];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(ParsedArguments arguments, CommandContext context)
    {
        if (arguments.Has("d"))
        {
            context.Shell.Debug.Level = 9;
        }

        if (arguments.Value("s") is { } slot)
        {
            await context.Interpreter.RunNamedAsync(["slot", slot], context.Job, context.Streams).ConfigureAwait(false);
        }

        if (arguments.Operands is [{ } target, ..])
        {
            await GoAsync(target, arguments, context).ConfigureAwait(false);
        }
        else if (context.Place.Site is { } here && (arguments.Has("u") || arguments.Has("user") || arguments.Has("p")))
        {
            context.Place.Site = Login(here, arguments, context);
        }

        return arguments.Value("e") is { } command ? await context.Interpreter.RunAsync(command, context.Cancellation).ConfigureAwait(false) : 0;
    }

    private static async Task GoAsync(string target, ParsedArguments arguments, CommandContext context)
    {
        SiteUrl url = Find(target, arguments.Has("B"), context);
        string protocol = url.Scheme.Length > 0 ? url.Scheme : context.Settings.Text("cmd:default-protocol");
        if (!s_protocols.Contains(protocol))
        {
            throw new CommandException($"{protocol} - not supported protocol");
        }

        if (protocol == "file")
        {
            context.Shell.Visit(context.Place, new Site { Protocol = protocol, Host = "", Directory = context.Place.Resolve(url.Path ?? "/") });
            return;
        }

        Secret? password = url.Password ?? (url.User is null ? null : context.Shell.Logins.Find(url.Host, url.User));
        Site site = Login(new Site { Protocol = protocol, Host = url.Host, Port = url.Port, User = url.User, Password = password }, arguments, context);
        // A proxy may know names that we do not.
        if (context.Settings.Flag("cmd:verify-host", site.Closures) && !ProxyTerms.Applies(context.Settings, site, site.Closures))
        {
            await VerifyHostAsync(context.Settings.Text("dns:name", site.Host) is { Length: > 0 } other ? other : site.Host, context).ConfigureAwait(false);
        }

        context.Shell.Visit(context.Place, site);
        if (url.Path is { Length: > 0 } path && path != "/")
        {
            string directory = path.StartsWith('/') ? path : "~/" + path;
            context.Place.Site = context.Shell.Remote.ChangeDirectory is { } change
                ? await change(site, directory, context.Cancellation).ConfigureAwait(false)
                : site with { Directory = directory };
        }
    }

    // Bookmarks first, then slots and URLs; what is none of them is a host.
    internal static SiteUrl Find(string target, bool ignoreBookmarks, CommandContext context)
    {
        string name = target.StartsWith("bm:", StringComparison.Ordinal) ? target[3..].TrimStart('/') : target;
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        bool named = target.StartsWith("bm:", StringComparison.Ordinal);
        if ((named || !SiteUrl.IsUrl(target)) && !ignoreBookmarks && context.Shell.Bookmarks.Find(slash < 0 ? name : name[..slash]) is { Length: > 0 } marked)
        {
            string whole = slash < 0 ? marked : marked.TrimEnd('/') + name[slash..];
            return Parse(whole);
        }

        if (named)
        {
            throw new CommandException($"no such bookmark `{name}'");
        }

        if (target.StartsWith("slot:", StringComparison.Ordinal))
        {
            string slot = target[5..].TrimStart('/');
            int end = slot.IndexOf('/', StringComparison.Ordinal);
            Site site = context.Shell.Slots.GetValueOrDefault(end < 0 ? slot : slot[..end]) ?? throw new CommandException($"no such slot `{slot}'");
            SiteUrl url = Parse(site.LoginUrl(site.Password) + (end < 0 ? site.UrlPath : slot[end..]));
            return url;
        }

        return Parse(target);
    }

    private static SiteUrl Parse(string text)
    {
        try
        {
            return SiteUrl.Parse(text);
        }
        catch (FormatException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    private static Site Login(Site site, ParsedArguments arguments, CommandContext context)
    {
        (string? user, Secret? password) = (site.User, site.Password);
        if (arguments.Value("u") is { } both)
        {
            int comma = both.IndexOf(',', StringComparison.Ordinal);
            user = comma < 0 ? both : both[..comma];
            password = comma < 0 ? password : new Secret(both[(comma + 1)..]);
        }

        user = arguments.Value("user") ?? user;
        password = arguments.Value("password") is { } given ? new Secret(given) : password;
        if (arguments.Has("env-password"))
        {
            password = Environment.GetEnvironmentVariable("LFTP_PASSWORD") is { } kept ? new Secret(kept) : throw new CommandException("--env-password: LFTP_PASSWORD is not set in the environment");
        }

        if (user is { Length: > 0 } && password is null)
        {
            password = context.Shell.Logins.Find(site.Host, user);
        }

        if (password is null && user is not "" && Noted(site.Host, user) is { } noted)
        {
            (user, password) = (user ?? noted.User, noted.Password);
        }

        if (user is { Length: > 0 } && password is null)
        {
            password = context.Shell.AskPassword?.Invoke("Password: ");
        }

        int? port = arguments.Value("p") is { } number ? Port(number) : site.Port;
        return site with { User = string.IsNullOrEmpty(user) ? null : user, Password = password, Port = port };
    }

    private static NetrcLogin? Noted(string host, string? user)
    {
        try
        {
            return Netrc.Find(host, user);
        }
        catch (CredentialException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    private static int Port(string text)
    {
        try
        {
            return SiteUrl.ParsePort(text);
        }
        catch (FormatException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    private static async Task VerifyHostAsync(string host, CommandContext context)
    {
        if (IPAddress.TryParse(host, out _))
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        limit.CancelAfter(s_patience);
        try
        {
            _ = await context.Shell.Addresses.FindOnceAsync(host, limit.Token).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new CommandException($"{host}: {(e.SocketErrorCode == SocketError.TryAgain ? "Temporary failure in name resolution" : "Name or service not known")}", e);
        }
        catch (OperationCanceledException e) when (!context.Cancellation.IsCancellationRequested)
        {
            throw new CommandException($"{host}: no answer from the name servers", e);
        }
    }
}
