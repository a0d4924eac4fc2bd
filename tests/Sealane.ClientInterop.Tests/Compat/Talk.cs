namespace Sealane.ClientInterop.Tests.Compat;

/// <summary>
/// A conversation that vsftpd and ours must answer with the same words. Lines: a command is sent as it stands (<c>{user}</c>, <c>{password}</c>, <c>{home}</c> are put in), its
/// reply is compared; <c>login</c>, <c>starttls</c>; <c>raw BYTES</c> is sent without CR LF (<c>\r</c>, <c>\x1b</c>, <c>{a*5000}</c>); <c>get</c> and <c>put COMMAND</c> transfer over PASV,
/// <c>stranger</c> with another TLS session, <c>stall</c> without moving a byte, <c>hangup</c> goes away in the middle, <c>unanswered</c> without connecting (and only its last reply counts);
/// <c>wait</c> reads what comes by itself, <c>end</c> the server's hanging up; <c>crowd</c>, first, has another session open.
/// Before: <c>@config name=value</c>, <c>@tls</c>, <c>@file name text</c>, <c>@big name</c>, <c>@directory name</c>, <c>@mode 000 name</c>, <c>@list name user</c> (a file of names in <c>{etc}</c>).
/// <c>ours: replies</c>, or <c>ours~ pattern</c>, behind a line: what ours says where it differs on purpose; the comment above says why. Several replies to one line are joined by <c> // </c>.
/// </summary>
internal sealed class Talk
{
    private Talk(string[] all)
    {
        Setting = [.. all.Where(line => line.StartsWith('@'))];
        Lines = [.. all.Where(line => line.Length > 0 && line[0] is not ('@' or '#') && !IsOurs(line))];
        int spoken = -1;
        foreach (string line in all.Where(line => line.Length > 0 && line[0] is not ('@' or '#')))
        {
            if (IsOurs(line))
            {
                Differences[spoken] = line;
            }
            else
            {
                spoken++;
            }
        }
    }

    /// <summary>What must be there before: the lines that begin with <c>@</c>.</summary>
    public string[] Setting { get; }

    /// <summary>What is said.</summary>
    public string[] Lines { get; }

    /// <summary>By index into <see cref="Lines"/>.</summary>
    public Dictionary<int, string> Differences { get; } = [];

    public static string Directory => Path.Combine(AppContext.BaseDirectory, "Compat");

    public static Talk Read(string name) => new(File.ReadAllLines(Path.Combine(Directory, name + ".talk")));

    private static bool IsOurs(string line) => line.StartsWith("ours: ", StringComparison.Ordinal) || line.StartsWith("ours~ ", StringComparison.Ordinal);
}
