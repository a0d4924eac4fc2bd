namespace Sealane.Daemon;

/// <summary>Writes a file whole or not at all.</summary>
internal static class NewFile
{
    /// <summary>Writes text to a file that appears under its name when it is complete.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="text">The content.</param>
    /// <param name="replace">False: a file that is there already stays, and is a <see cref="Refusal"/>.</param>
    public static void Write(string path, string text, bool replace)
    {
        string partial = $"{path}.{Guid.NewGuid():n}";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                // As configurations in /etc are: everybody may read it, for it holds no secret.
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            }

            using (FileStream file = new(partial, options))
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            // Without permission to replace this is link(2) or a look before rename(2), whichever the runtime has; what is there stays.
            File.Move(partial, path, overwrite: replace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(partial);
            throw new Refusal(!replace && File.Exists(path)
                ? $"{path} exists and stays as it is; --force replaces it, --output names another file"
                : $"{path} cannot be written: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
