using System.Buffers;
using System.Security.Cryptography;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>HASH: a hash of a file's bytes as they are on disk, so that a client can prove that its copy is the same (draft-bryan-ftp-hash). OPTS HASH chooses the function.</summary>
internal sealed class Hash : IVerb
{
    // One read of the disk; hashing takes far longer than the hop between two.
    private const int Piece = 128 * 1024;

    /// <summary>What OPTS HASH can choose, the first from the start. None that withstands nobody: a match must mean something.</summary>
    internal static readonly IReadOnlyList<string> Functions = ["SHA-256", "SHA-512", "SHA-1", "MD5"];

    private static readonly Reply s_gone = Reply.Of(ReplyCode.TransferAborted, "HASH was given up.");

    public static VerbSpec Spec { get; } = new("HASH", "<file>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.KeepsRestart,
        Permission = Permissions.Read,
        Features = _ => ["HASH " + string.Join(';', Functions.Select((name, i) => i == 0 ? name + "*" : name))],
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!session.TryResolve(command, out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        FileReader reader = await session.Files.OpenReadAsync(path, 0, CancellationToken.None).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            using var hash = IncrementalHash.CreateHash(new HashAlgorithmName(session.State.HashFunction.Replace("SHA-", "SHA", StringComparison.Ordinal)));
            byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece);
            try
            {
                long length = 0;
                while (session.Ended == SessionEnd.None)
                {
                    // Each piece on the pool: hashing a large file must not hold up the sessions of a socket's thread.
                    await DiskThread.Hop();
                    int count = await reader.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false);
                    if (count == 0)
                    {
                        return Reply.Of(ReplyCode.FileStatus, $"{session.State.HashFunction} 0-{length} {Convert.ToHexStringLower(hash.GetHashAndReset())} {path}");
                    }

                    hash.AppendData(buffer, 0, count);
                    length += count;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        return s_gone;
    }
}
