using System.Text;
using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>
/// What a directory has to say to those who enter it (<c>dirmessage_enable</c>): the text of its <c>message_file</c>, before the reply, once for each directory and
/// session. It is read as any other file of the account: with its rights, in its jail, and not if a rule for names closes it.
/// </summary>
internal static class DirectoryMessage
{
    private const int MostBytes = 4000; // vsftpd's
    private const int MostRemembered = 10_000;

    /// <summary>The reply with the message of the session's directory before it.</summary>
    internal static async ValueTask<Reply> BeforeAsync(Session session, Reply reply)
    {
        HashSet<FtpPath> heard = session.State.MessagesHeard;
        FtpPath directory = session.State.Directory;
        if (session.Options.Listings.MessageFile is not { } name
            || heard.Count >= MostRemembered
            || !heard.Add(directory)
            || !directory.TryResolve(Encoding.UTF8.GetBytes(name), out FtpPath path))
        {
            return reply;
        }

        try
        {
            FileReader reader = await session.Files.OpenReadAsync(path, 0, CancellationToken.None).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                byte[] text = new byte[MostBytes];
                int length = 0;
                while (length < text.Length && await reader.ReadAsync(text.AsMemory(length), CancellationToken.None).ConfigureAwait(false) is > 0 and int count)
                {
                    length += count;
                }

                return reply.After(text.AsSpan(0, length));
            }
        }
        catch (StorageException)
        {
            // No message here, or none for this user: the directory is entered all the same.
            return reply;
        }
    }
}
