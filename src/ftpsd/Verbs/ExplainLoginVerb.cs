using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Sealane.Accounts.Sql;
using Sealane.Daemon.Identity;
using Sealane.Server.Accounts;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Control;
using Sealane.Server.Options;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd explain login USER --from ADDRESS</c>: every rule that decides a login, and the one that does. Exit code 0: who knows the password is let in; 1: refused.</summary>
internal static class ExplainLoginVerb
{
    private static readonly Argument<string> User = new("USER") { Description = "the login name" };
    private static readonly Option<IPAddress> From = new("--from") { HelpName = "ADDRESS", Description = "where the client would come from (127.0.0.1)", CustomParser = ReadAddress, DefaultValueFactory = _ => IPAddress.Loopback };
    private static readonly Option<string[]> Overrides = ConfigurationArguments.Overrides();
    private static readonly Option<bool> Clear = new("--clear") { Description = "the client does not use TLS" };

    public static Command Build()
    {
        var finding = new ControlArguments();
        return finding.Complete(new("login", "Walks every rule that decides a login and names the deciding one.") { User, From, Clear, Overrides }, (context, cancellation) => ExplainAsync(finding, context, cancellation));
    }

    private static async Task<int> ExplainAsync(ControlArguments finding, ControlContext context, CancellationToken cancellation)
    {
        string user = context.Arguments.GetRequiredValue(User);
        IPAddress from = context.Arguments.GetRequiredValue(From);
        string[] overrides = context.Arguments.GetValue(Overrides) ?? [];
        LoadedConfiguration configuration = ConfigurationArguments.Load(
            finding.ConfigurationFile(context.Arguments), finding.StateDirectory(context.Arguments) is { Length: > 0 } state ? [.. overrides, $"state_dir={Path.GetFullPath(state)}"] : overrides);
        if (configuration.Options is not { } options)
        {
            ConfigurationArguments.Complain(configuration, Severity.Error);
            throw new Refusal("the configuration is not usable, so that no server would start with it");
        }

        ServerOptions theirs = options.ServedTo(from);
        LoginResult? local = LoginPreview.Find(theirs, user);
        Account? account = local is null ? await FindAsync(options, user, cancellation).ConfigureAwait(false) : null;
        local ??= account is null ? LoginPreview.FindGuest(theirs, user) : null;
        LoginAnswer answer = LoginExplanation.Explain(new LoginQuestion
        {
            User = user,
            From = from,
            Tls = !context.Arguments.GetValue(Clear),
            Configuration = configuration,
            Account = local is null ? account : local.Value.Account,
            LocalUser = local,
            Address = await AskAsync(context, from, cancellation).ConfigureAwait(false),
            HomeFault = home => local?.Account?.Identity is { } self ? Reach.Fault(home, SystemUser.Find(self.User) ?? SystemUser.Current, write: false) : HomeFault(home, options),
            Now = TimeProvider.System.GetUtcNow(),
        });
        if (context.Json)
        {
            context.WriteJson(answer, ControlJson.Indented.LoginAnswer);
        }
        else
        {
            Write(context.Output, answer);
        }

        return answer.Allowed ? 0 : 1;
    }

    private static async Task<Account?> FindAsync(ServerOptions options, string user, CancellationToken cancellation)
    {
        if (!AccountName.IsValid(user) || !File.Exists(options.AccountsDatabase))
        {
            return null;
        }

        using SqliteAccountStore store = SqliteAccountStore.Open(options.AccountsDatabase);
        return await store.FindAsync(user, cancellation).ConfigureAwait(false);
    }

    private static async Task<AddressStatus?> AskAsync(ControlContext context, IPAddress from, CancellationToken cancellation)
    {
        try
        {
            return (await context.AskAsync(new ControlRequest { Command = "address", Address = from.ToString() }, cancellation).ConfigureAwait(false)).Address;
        }
        catch (ControlException nobody) when (nobody.Failure == ControlFailure.NotRunning)
        {
            return null;
        }
    }

    private static string? HomeFault(string home, ServerOptions options) =>
        Reach.Fault(home, StateOwnership.Heir(options.StateDirectory, options) ?? SystemUser.Current, write: false);

    private static void Write(TextWriter output, LoginAnswer answer)
    {
        int width = answer.Rules.Max(rule => rule.Name.Length);
        foreach (LoginRule rule in answer.Rules)
        {
            string word = rule.Verdict switch { LoginVerdict.Passes => "passes", LoginVerdict.Refuses => "REFUSES", LoginVerdict.Applies => "applies", _ => "not asked" };
            output.WriteLine($"{(rule.Decides ? "->" : "  ")} {rule.Name.PadRight(width)}  {word,-9}  {rule.Text}");
        }

        output.WriteLine($"\n{(answer.Allowed ? $"{UserText.Quote(answer.User)} from {answer.From} is let in with the right password" : $"{UserText.Quote(answer.User)} from {answer.From} is refused")}; {answer.DecidedBy} decides.");
    }

    private static IPAddress ReadAddress(ArgumentResult words)
    {
        if (IPAddress.TryParse(words.Tokens[0].Value, out IPAddress? address))
        {
            return address;
        }

        words.AddError("--from takes a numeric address");
        return IPAddress.None;
    }
}
