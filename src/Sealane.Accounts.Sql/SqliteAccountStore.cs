using Microsoft.Data.Sqlite;
using Sealane.Protocol;
using Sealane.Server.Accounts;

namespace Sealane.Accounts.Sql;

/// <summary>
/// Accounts in one SQLite file, shared by the daemon and the command line: whoever asks sees what the other has committed. One connection with prepared statements,
/// used by one thread at a time and never by the caller's; a lookup takes some microseconds.
/// </summary>
public sealed class SqliteAccountStore : IAccountEditor, IDisposable
{
    private const string Columns = "name, password, home, permissions, enabled, expires, created";

    private readonly string _path;
    private readonly Lock _gate = new();
    private SqliteConnection? _connection;
    private SqliteCommand? _find;
    private DateTime _born;
    private bool _disposed;

    private SqliteAccountStore(string path, SqliteConnection connection)
    {
        _path = path;
        Use(connection);
    }

    /// <summary>Opens the database, making it (mode 0600) when there is none. Nothing is changed in a file that is not a sound account database of this version.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <exception cref="AccountStoreException">It cannot be opened, made, read or written; the message is one line and says what to do.</exception>
    public static SqliteAccountStore Open(string path)
    {
        path = Path.GetFullPath(path);
        return new SqliteAccountStore(path, AccountDatabase.Connect(path, create: true));
    }

    /// <inheritdoc/>
    public ValueTask<Account?> FindAsync(string name, CancellationToken cancellation) => RunAsync(
        _ =>
        {
            _find!.Parameters["$name"].Value = name;
            using SqliteDataReader reader = _find.ExecuteReader();
            return reader.Read() ? Read(reader) : null;
        },
        cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Account>> ListAsync(CancellationToken cancellation) => RunAsync(
        IReadOnlyList<Account> (connection) =>
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"SELECT {Columns} FROM account ORDER BY name";
            using SqliteDataReader reader = command.ExecuteReader();
            List<Account> accounts = [];
            while (reader.Read())
            {
                accounts.Add(Read(reader));
            }

            return accounts;
        },
        cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> AddAsync(Account account, CancellationToken cancellation) => ChangeAsync(
        account, $"INSERT INTO account ({Columns}) VALUES ($name, $password, $home, $permissions, $enabled, $expires, $created) ON CONFLICT (name) DO NOTHING", cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> UpdateAsync(Account account, CancellationToken cancellation) => ChangeAsync(
        account, "UPDATE account SET password = $password, home = $home, permissions = $permissions, enabled = $enabled, expires = $expires, created = $created WHERE name = $name", cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string name, CancellationToken cancellation) => RunAsync(
        connection =>
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "DELETE FROM account WHERE name = $name";
            command.Parameters.AddWithValue("$name", name);
            return command.ExecuteNonQuery() == 1;
        },
        cancellation);

    /// <summary>Closes the database, after the operation under way.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Drop();
        }
    }

    private ValueTask<bool> ChangeAsync(Account account, string statement, CancellationToken cancellation)
    {
        if (!AccountName.IsValid(account.Name))
        {
            throw new ArgumentException(AccountName.Rule, nameof(account));
        }

        return RunAsync(
            connection =>
            {
                using SqliteCommand command = connection.CreateCommand();
                command.CommandText = statement;
                command.Parameters.AddWithValue("$name", account.Name);
                command.Parameters.AddWithValue("$password", (object?)account.PasswordHash?.Reveal() ?? DBNull.Value);
                command.Parameters.AddWithValue("$home", account.Home);
                command.Parameters.AddWithValue("$permissions", (int)account.Permissions);
                command.Parameters.AddWithValue("$enabled", account.Enabled);
                command.Parameters.AddWithValue("$expires", (object?)account.Expires?.ToUnixTimeMilliseconds() ?? DBNull.Value);
                command.Parameters.AddWithValue("$created", account.Created.ToUnixTimeMilliseconds());
                return command.ExecuteNonQuery() == 1;
            },
            cancellation);
    }

    // SQLite blocks (a lock held by another process, a slow disk), so it runs on the pool; the lock is held for the length of one statement.
    private async ValueTask<T> RunAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellation) => await Task.Run(
        () =>
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                try
                {
                    return work(Connection());
                }
                catch (SqliteException failure)
                {
                    // The next login starts with a fresh connection: a full disk or a lock that was held too long may be over by then.
                    Drop();
                    throw AccountDatabase.Explain(_path, failure);
                }
                catch (Exception failure) when (failure is InvalidCastException or ArgumentOutOfRangeException or OverflowException)
                {
                    throw new AccountStoreException($"{_path} holds a row that no ftpsd wrote: {failure.Message.ReplaceLineEndings(" ")}; find it: sqlite3 {_path} 'SELECT * FROM account'", failure);
                }
            }
        },
        cancellation).ConfigureAwait(false);

    // A database that was restored by moving another file into its place is a new file: a connection to the old one would answer from it for ever.
    private SqliteConnection Connection()
    {
        if (_connection is null || File.GetCreationTimeUtc(_path) != _born)
        {
            Drop();
            Use(AccountDatabase.Connect(_path, create: false));
        }

        return _connection!;
    }

    private void Use(SqliteConnection connection)
    {
        _born = File.GetCreationTimeUtc(_path);
        _find = connection.CreateCommand();
        _find.CommandText = $"SELECT {Columns} FROM account WHERE name = $name";
        _find.Parameters.Add("$name", SqliteType.Text);
        _connection = connection;
    }

    private void Drop()
    {
        _find?.Dispose();
        _find = null;
        _connection?.Dispose();
        _connection = null;
    }

    private static Account Read(SqliteDataReader row) => new()
    {
        Name = row.GetString(0),
        PasswordHash = row.IsDBNull(1) ? null : new Secret(row.GetString(1)),
        Home = row.GetString(2),
        Permissions = (Permissions)row.GetInt32(3) & (Permissions.All | Permissions.UploadOnly),
        Enabled = row.GetBoolean(4),
        Expires = row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        Created = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
    };
}
