using System.CommandLine;
using Sealane.Daemon.Identity;
using Sealane.Server.Accounts;

namespace Sealane.Daemon.Verbs;

/// <summary>What a <c>ftpsd user</c> sub-verb works with. <see cref="Heir"/> gets what root makes for the server: null when that is the server's already.</summary>
internal sealed record UserContext(ParseResult Arguments, IAccountEditor Store, string StateDirectory, SystemUser? Heir, bool Json)
{
    public TextWriter Output => Arguments.InvocationConfiguration.Output;

    public TextWriter Error => Arguments.InvocationConfiguration.Error;

    /// <summary>The account named on the command line.</summary>
    public async Task<Account> FindAsync(CancellationToken cancellation)
    {
        string name = Arguments.GetRequiredValue(UserVerb.Name);
        return (AccountName.IsValid(name) ? await Store.FindAsync(name, cancellation).ConfigureAwait(false) : null)
            ?? throw new Refusal($"there is no account {UserText.Quote(name)}; see: ftpsd user list");
    }

    /// <summary>Reads the account anew, changes it and writes it at once, so that what another ftpsd changed meanwhile (while a password was typed) stays.</summary>
    public async Task<Account> ChangeAsync(Func<Account, Account> change, CancellationToken cancellation)
    {
        Account changed = change(await FindAsync(cancellation).ConfigureAwait(false));
        return await Store.UpdateAsync(changed, cancellation).ConfigureAwait(false)
            ? changed
            : throw new Refusal($"the account {changed.Name} was removed at this moment");
    }
}
