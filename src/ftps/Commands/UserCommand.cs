using Sealane.Protocol;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Commands;

/// <summary>user: who logs in.</summary>
internal sealed class UserCommand : ShellCommand
{
    public override string Synopsis => "user <user|URL> [<pass>]";

    public override string Help => """
        Sets the user of the current site; asks for the password if it is not given. With a URL, sets them for that site's later use.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        if (context.Arguments.Length is 0 or > 2)
        {
            throw context.Usage("user <user|URL> [<pass>]");
        }

        string user = context.Arguments[0];
        Secret? password = context.Arguments.Length > 1 ? new Secret(context.Arguments[1]) : null;
        if (SiteUrl.IsUrl(user))
        {
            SiteUrl url = SiteUrl.Parse(user);
            context.Shell.Logins.Remember(url.Host, url.User ?? "", password ?? url.Password ?? Ask(context));
            return Task.FromResult(0);
        }

        if (context.Place.Site is { } site)
        {
            context.Place.Site = site with { User = user, Password = password ?? Ask(context), Home = null, Directory = site.Home is null ? site.Directory : "~" };
        }

        return Task.FromResult(0);
    }

    private static Secret? Ask(CommandContext context) => context.Shell.AskPassword?.Invoke("Password: ");
}
