using System.Globalization;

namespace Sealane.Daemon;

/// <summary>The file that holds the process id while the server runs (<c>pid_file</c>).</summary>
internal sealed class PidFile(string path) : IDisposable
{
    /// <summary>Writes it, as a whole: a reader never sees half a number.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write()
    {
        try
        {
            string partial = path + ".new";
            File.WriteAllText(partial, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Refusal($"the process id cannot be written to {path} ({e.Message.TrimEnd('.')}). Make its directory writable for user {Environment.UserName}, or name another file: pid_file=PATH");
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In a directory of root's, where the server that is no longer root may not: who reads it finds that no such process runs.
        }
    }
}
