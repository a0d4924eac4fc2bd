namespace Sealane.Server.Accounts;

/// <summary>Where accounts are looked up. Asked at every login, so that a change is in effect at the next one.</summary>
public interface IAccountStore
{
    /// <summary>The account of that name, enabled or not; null when there is none.</summary>
    /// <exception cref="AccountStoreException">The store cannot answer: logins are refused with 421, not 530.</exception>
    ValueTask<Account?> FindAsync(string name, CancellationToken cancellation);
}

/// <summary>A store whose accounts can be changed from the command line and the console.</summary>
public interface IAccountEditor : IAccountStore
{
    /// <summary>All accounts, by name.</summary>
    ValueTask<IReadOnlyList<Account>> ListAsync(CancellationToken cancellation);

    /// <summary>Adds an account.</summary>
    /// <returns>False when the name is taken; nothing is changed then.</returns>
    ValueTask<bool> AddAsync(Account account, CancellationToken cancellation);

    /// <summary>Replaces an account of the same name.</summary>
    /// <returns>False when there is none.</returns>
    ValueTask<bool> UpdateAsync(Account account, CancellationToken cancellation);

    /// <summary>Removes an account; its files stay.</summary>
    /// <returns>False when there is none.</returns>
    ValueTask<bool> RemoveAsync(string name, CancellationToken cancellation);
}

/// <summary>The account store could not be read or written; the message says what to do.</summary>
/// <param name="message">For the operator: what happened and the command that fixes it.</param>
/// <param name="inner">What the store's library said.</param>
public sealed class AccountStoreException(string message, Exception? inner = null) : IOException(message, inner);
