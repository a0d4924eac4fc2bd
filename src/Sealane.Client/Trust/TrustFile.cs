using Sealane.Transport;

namespace Sealane.Client.Trust;

/// <summary>Reads the files that trust depends on.</summary>
internal static class TrustFile
{
    // A bundle of all public authorities is a quarter of that.
    private const int MostBytes = 4 << 20;

    /// <summary>The whole file, or null when there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mustBeOwn">Whether a file that others could have written is refused.</param>
    /// <exception cref="TrustStoreException">It cannot be read or must not be believed.</exception>
    public static byte[]? Read(string path, bool mustBeOwn)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (!stream.CanSeek || stream.Length > MostBytes)
            {
                throw new TrustStoreException(stream.CanSeek ? $"{path} is too big for what it should be ({stream.Length} bytes); is it the right file?" : $"{path} is no regular file");
            }

            if (mustBeOwn && OwnFile.Objection(stream.SafeFileHandle, path) is string objection)
            {
                throw new TrustStoreException(objection);
            }

            byte[] content = new byte[stream.Length];
            int length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return content[..length];
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or (IOException and not TrustStoreException))
        {
            throw new TrustStoreException(
                $"cannot read {path} as user {Environment.UserName}: {failure.Message.ReplaceLineEndings(" ")}; see: ls -l {ShellWord.Quote(path)}", failure);
        }
    }
}
