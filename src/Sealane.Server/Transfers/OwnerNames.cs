using System.Collections.Concurrent;
using System.Text;
using Sealane.Server.Accounts.Local;

namespace Sealane.Server.Transfers;

/// <summary>
/// Names of users and groups for listings (<c>text_userdb_names</c>), remembered for a while: a name service may be a network away. Asking may block.
/// </summary>
/// <param name="clock">By which they are forgotten again.</param>
internal sealed class OwnerNames(TimeProvider clock)
{
    private const int MostRemembered = 10_000;

    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(uint Id, bool Group), (byte[]? Name, long Since)> _names = [];

    /// <summary>The user's name, fit for a column; null when nobody knows one.</summary>
    internal byte[]? OfUser(uint id) => Of(id, group: false);

    /// <summary>The group's name, fit for a column; null when nobody knows one.</summary>
    internal byte[]? OfGroup(uint id) => Of(id, group: true);

    private byte[]? Of(uint id, bool group)
    {
        if (_names.TryGetValue((id, group), out (byte[]? Name, long Since) known) && clock.GetElapsedTime(known.Since) < s_lifetime)
        {
            return known.Name;
        }

        if (_names.Count >= MostRemembered)
        {
            _names.Clear();
        }

        byte[]? name = (group ? UserDatabase.GroupName(id) : UserDatabase.UserName(id)) is { Length: > 0 } text ? Column(text) : null;
        _names[(id, group)] = (name, clock.GetTimestamp());
        return name;
    }

    // Directory services have names with blanks, which would make two columns of one.
    private static byte[] Column(string name) =>
        Encoding.UTF8.GetBytes(string.Concat(name.Select(c => char.IsControl(c) || char.IsWhiteSpace(c) ? '_' : c)));
}
