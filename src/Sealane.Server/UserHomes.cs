using System.Text;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Storage;

namespace Sealane.Server;

/// <summary>Where <c>~name</c> leads (<c>tilde_user_enable</c>), for sessions that see the whole system. Asked ahead of each command, because the name service may take its time.</summary>
internal sealed class UserHomes
{
    private const int MostRemembered = 100;
    private const int MostInOneCommand = 2; // MDTM and SITE CHMOD have a word before their path

    private readonly Dictionary<string, FtpPath?> _homes = [];

    /// <summary>Looks up the users that a command's argument may speak of.</summary>
    internal async ValueTask LearnAsync(ReadOnlyMemory<byte> argument)
    {
        if (!argument.Span.Contains((byte)'~'))
        {
            return;
        }

        foreach (string word in Encoding.UTF8.GetString(argument.Span).Split(' ').Where(word => word.StartsWith('~')).Take(MostInOneCommand))
        {
            string name = word[1..].Split('/')[0];
            if (AccountName.IsValid(name) && _homes.Count < MostRemembered && !_homes.ContainsKey(name))
            {
                await DiskThread.Hop();
                _homes[name] = Look(name);
            }
        }
    }

    /// <summary>The home of a user; null when there is none, and the tilde just part of a name.</summary>
    internal FtpPath? Find(ReadOnlySpan<byte> name) => _homes.GetValueOrDefault(Encoding.UTF8.GetString(name));

    private static FtpPath? Look(string name)
    {
        try
        {
            return UserDatabase.Find(name) is { Home: { Length: > 0 } home } && FtpPath.Root.TryResolve(Encoding.UTF8.GetBytes(home), out FtpPath path) ? path : null;
        }
        catch (AccountStoreException)
        {
            return null; // a name service that does not answer knows nobody
        }
    }
}
