namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>passwd, group and shadow of this machine with one more user, in another directory.</summary>
/// <remarks>
/// Tests beside this one make and remove users of the machine meanwhile, of the same name too. The machine's files are replaced as a whole then, never written over, so whoever
/// opens one reads a whole one; <c>cp</c>, which looks before it opens, may find another than it looked at and leave it out.
/// </remarks>
internal static class AccountFiles
{
    /// <summary>Writes them.</summary>
    /// <param name="directory">What will be /etc.</param>
    /// <param name="name">The user's and the group's name. The first line of a name counts: those that the machine has are left out.</param>
    /// <param name="id">Of both.</param>
    /// <param name="home">The user's home.</param>
    /// <param name="password">As <c>openssl passwd</c> makes it.</param>
    public static void Write(string directory, string name, int id, string home, string password)
    {
        foreach ((string file, string line) in ((string, string)[])[("passwd", $"{name}:x:{id}:{id}::{home}:/bin/sh"), ("group", $"{name}:x:{id}:"), ("shadow", $"{name}:{password}:20000::::::")])
        {
            IEnumerable<string> others = File.ReadAllLines($"/etc/{file}").Where(other => !other.StartsWith(name + ":", StringComparison.Ordinal));
            File.WriteAllLines($"{directory}/{file}", [.. others, line]);
        }
    }
}
