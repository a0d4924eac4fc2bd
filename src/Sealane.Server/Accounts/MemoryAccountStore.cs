using System.Collections.Concurrent;

namespace Sealane.Server.Accounts;

/// <summary>Accounts that live as long as the process: for tests and for servers embedded in a program that knows its users itself.</summary>
public sealed class MemoryAccountStore : IAccountEditor
{
    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<Account?> FindAsync(string name, CancellationToken cancellation) => ValueTask.FromResult(_accounts.GetValueOrDefault(name));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Account>> ListAsync(CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<Account>>([.. _accounts.Values.OrderBy(account => account.Name, StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public ValueTask<bool> AddAsync(Account account, CancellationToken cancellation) => ValueTask.FromResult(_accounts.TryAdd(account.Name, account));

    /// <inheritdoc/>
    public ValueTask<bool> UpdateAsync(Account account, CancellationToken cancellation)
    {
        while (_accounts.TryGetValue(account.Name, out Account? present))
        {
            if (_accounts.TryUpdate(account.Name, account, present))
            {
                return ValueTask.FromResult(true);
            }
        }

        return ValueTask.FromResult(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string name, CancellationToken cancellation) => ValueTask.FromResult(_accounts.TryRemove(name, out _));
}
