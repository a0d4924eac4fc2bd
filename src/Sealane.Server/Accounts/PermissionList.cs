namespace Sealane.Server.Accounts;

/// <summary>Permissions as an operator writes them: <c>read,write,list,delete,rename,mkdir</c>, <c>none</c> or <c>upload-only</c>.</summary>
public static class PermissionList
{
    private static readonly (string Word, Permissions Permission)[] Words =
    [
        ("read", Permissions.Read), ("write", Permissions.Write), ("list", Permissions.List),
        ("delete", Permissions.Delete), ("rename", Permissions.Rename), ("mkdir", Permissions.MakeDirectory),
    ];

    /// <summary>The words that <see cref="TryParse"/> takes, for messages.</summary>
    public static string Known => string.Join(',', Words.Select(word => word.Word));

    /// <summary>Reads a comma-separated list, in any order and case.</summary>
    /// <param name="text">The list.</param>
    /// <param name="permissions">What it grants.</param>
    /// <param name="unknown">The first word that is none of ours; empty when all are known.</param>
    public static bool TryParse(string text, out Permissions permissions, out string unknown)
    {
        permissions = Permissions.None;
        unknown = "";
        string[] words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (words is ["upload-only"])
        {
            permissions = Permissions.UploadOnly;
            return true;
        }

        if (words is ["none"])
        {
            return true;
        }

        foreach (string word in words)
        {
            Permissions permission = Words.FirstOrDefault(known => known.Word.Equals(word, StringComparison.OrdinalIgnoreCase)).Permission;
            if (permission == Permissions.None)
            {
                unknown = word;
                return false;
            }

            permissions |= permission;
        }

        return words.Length > 0;
    }

    /// <summary>Writes what <see cref="TryParse"/> reads; of anonymous users, who may upload new files beside other things, also that.</summary>
    public static string Format(Permissions permissions) =>
        permissions == Permissions.UploadOnly ? "upload-only"
        : permissions.HasFlag(Permissions.UploadOnly) ? Format(permissions & ~Permissions.UploadOnly) + (permissions.HasFlag(Permissions.Write) ? "" : ",upload of new files")
        : permissions == Permissions.None ? "none"
        : string.Join(',', Words.Where(word => permissions.HasFlag(word.Permission)).Select(word => word.Word));
}
