namespace Sealane.Shell.Sites;

/// <summary>Where commands happen: a site (or none), and a local directory. Groups and jobs have one of their own.</summary>
internal sealed class Place
{
    /// <summary>The current site; null before the first <c>open</c>.</summary>
    public Site? Site { get; set; }

    /// <summary>The name of the current slot; null outside of slots.</summary>
    public string? Slot { get; set; }

    /// <summary>The local directory, absolute.</summary>
    public string LocalDirectory { get; set; } = Environment.CurrentDirectory;

    /// <summary>Where <c>lcd -</c> goes.</summary>
    public string? PreviousLocal { get; set; }

    /// <summary>An absolute path of a local name; <c>~</c> is the user's directory.</summary>
    public string Resolve(string name)
    {
        if (name == "~" || name.StartsWith("~/", StringComparison.Ordinal))
        {
            name = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + name[1..];
        }

        return Path.GetFullPath(name, LocalDirectory);
    }

    public Place Copy() => (Place)MemberwiseClone();
}
