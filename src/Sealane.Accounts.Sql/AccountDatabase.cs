using Microsoft.Data.Sqlite;
using Sealane.Server.Accounts;

namespace Sealane.Accounts.Sql;

/// <summary>The file behind <see cref="SqliteAccountStore"/>: its schema, its mode, and what its failures mean.</summary>
internal static class AccountDatabase
{
    /// <summary>Written as user_version. A higher number is a database of a later program: not touched.</summary>
    public const int SchemaVersion = 1;

    // "Slan", as application_id: tells our database from any other program's.
    private const int ApplicationId = 0x536C616E;

    // The command line writes for milliseconds; who waits longer than this has met a stuck process.
    private const int BusyMilliseconds = 5_000;

    // SQLITE_* result codes.
    private const int Perm = 3, Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    // STRICT: a value of the wrong type is refused when it is written and not discovered at a login.
    private const string Schema = """
        CREATE TABLE account (
            name        TEXT NOT NULL PRIMARY KEY,
            password    TEXT,
            home        TEXT NOT NULL,
            permissions INTEGER NOT NULL,
            enabled     INTEGER NOT NULL,
            expires     INTEGER,
            created     INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """;

    public static SqliteConnection Connect(string path, bool create)
    {
        Prepare(path, create);
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = BusyMilliseconds / 1000,
        }.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = {BusyMilliseconds}");
            Recognise(connection, path);
            if (Scalar(connection, "PRAGMA quick_check(1)") is not "ok")
            {
                throw Damaged(path, null);
            }

            // synchronous = FULL: an account that was reported as made is there after a power cut.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF");
            CreateSchema(connection, path);
            return connection;
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw Explain(path, failure);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static AccountStoreException Explain(string path, SqliteException failure) => failure.SqliteErrorCode switch
    {
        NotADatabase => new AccountStoreException($"{path} is not an account database (it is no SQLite file); nothing was changed. Restore it from a backup, or start anew: mv {path} {path}.bad", failure),
        Corrupt => Damaged(path, failure),
        Busy or Locked => new AccountStoreException($"{path} has been locked by another process for {BusyMilliseconds / 1000} s; see which: fuser -v {path}", failure),
        ReadOnly or Perm or CannotOpen => NotWritable(path, failure),
        Full => new AccountStoreException($"no space left for {path}; nothing was changed. See: df -h {Path.GetDirectoryName(path)}", failure),
        IoError => new AccountStoreException($"{path} cannot be read or written (disk error {failure.SqliteExtendedErrorCode}); see the kernel's log: dmesg", failure),
        _ => new AccountStoreException($"{path}: {failure.Message.ReplaceLineEndings(" ")}; look into it: sqlite3 {path} 'PRAGMA integrity_check'", failure),
    };

    private static void Prepare(string path, bool create)
    {
        try
        {
            if (!File.Exists(path))
            {
                if (!create)
                {
                    throw new AccountStoreException($"{path} has disappeared; restore it from a backup, or start anew: ftpsd user add");
                }

                // SQLite gives -wal and -shm the mode (and, run by root, the owner) of the database itself, so this is the one place that decides it.
                FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                }

                using FileStream made = new(path, options);
            }

            Restrict(path);
            Restrict(path + "-wal");
            Restrict(path + "-shm");
        }
        catch (IOException) when (create && File.Exists(path))
        {
            // Another process made it a moment before us.
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or (IOException and not AccountStoreException))
        {
            throw Directory.Exists(Path.GetDirectoryName(path))
                ? NotWritable(path, failure)
                : new AccountStoreException($"cannot make {path}: there is no directory {Path.GetDirectoryName(path)}; make it: mkdir -p -m 700 {Path.GetDirectoryName(path)}", failure);
        }
    }

    // Password hashes are in it: whoever copied it here with another mode did not mean others to read them.
    private static void Restrict(string file)
    {
        const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (!OperatingSystem.IsWindows() && File.Exists(file) && (File.GetUnixFileMode(file) & Others) != 0)
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    // Before the first write of any kind.
    private static void Recognise(SqliteConnection connection, string path)
    {
        long version = (long)Scalar(connection, "PRAGMA user_version")!;
        bool empty = (long)Scalar(connection, "SELECT count(*) FROM sqlite_schema")! == 0;
        bool ours = (long)Scalar(connection, "PRAGMA application_id")! == ApplicationId;
        if (!ours && !(empty && version == 0))
        {
            throw new AccountStoreException($"{path} is the database of another program; nothing was changed. Name another file: accounts=sqlite:PATH");
        }

        if (version > SchemaVersion)
        {
            throw new AccountStoreException($"{path} was written by a newer ftpsd (schema {version}, this one knows {SchemaVersion}); nothing was changed. Run the newer ftpsd, or restore the backup from before the upgrade");
        }
    }

    private static void CreateSchema(SqliteConnection connection, string path)
    {
        if ((long)Scalar(connection, "PRAGMA user_version")! == SchemaVersion)
        {
            return;
        }

        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        Recognise(connection, path);
        if ((long)Scalar(connection, "PRAGMA user_version")! < SchemaVersion)
        {
            Execute(connection, $"{Schema} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {SchemaVersion}");
        }

        transaction.Commit();
    }

    private static AccountStoreException Damaged(string path, Exception? failure) =>
        new($"{path} is damaged; nothing was changed. Restore it from a backup, or save what can be read: sqlite3 {path} .recover | sqlite3 {path}.saved", failure);

    private static AccountStoreException NotWritable(string path, Exception failure) =>
        new($"cannot open {path} for writing as user {Environment.UserName}: the file and its directory must be writable; see: ls -ld {Path.GetDirectoryName(path)} {path}", failure);

    private static void Execute(SqliteConnection connection, string statement)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string query)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        return command.ExecuteScalar();
    }
}
