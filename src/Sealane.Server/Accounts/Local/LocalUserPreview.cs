using Sealane.Server.Options;

namespace Sealane.Server.Accounts.Local;

/// <summary>Tells what a login of a system user would come to, without one.</summary>
public static class LocalUserPreview
{
    /// <summary>The account that the user would have if PAM let him in, or why he would have none; null when the system knows no such user. Blocks as long as the name service takes.</summary>
    /// <exception cref="AccountStoreException">The name service, or a list that decides, cannot be read.</exception>
    public static LoginResult? Find(LocalUserOptions options, string name) =>
        AccountName.IsValid(name) && UserDatabase.Find(name) is not null ? LocalUsers.Admit(options, name, name) : null;
}
