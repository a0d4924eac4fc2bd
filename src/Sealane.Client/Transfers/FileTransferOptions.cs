namespace Sealane.Client;

/// <summary>What to do when a local download target exists.</summary>
public enum ExistingFile
{
    /// <summary>Refuse.</summary>
    Refuse,

    /// <summary>Replace it once the new one is whole.</summary>
    Replace,

    /// <summary>Take it for the beginning of the remote file and fetch the rest.</summary>
    Resume,
}

/// <summary>How one file is moved between the server and a local file.</summary>
public sealed record FileTransferOptions
{
    /// <summary>Replace, go on with an interrupted download, keep no times.</summary>
    public static FileTransferOptions None { get; } = new();

    /// <summary>Download: what to do with a local file that exists.</summary>
    public ExistingFile Existing { get; init; } = ExistingFile.Replace;

    /// <summary>Download: bytes go to <c>NAME.part</c> and get their name when they are whole. False writes in place, as lftp does.</summary>
    public bool UsePart { get; init; } = true;

    /// <summary>Upload: go on behind what the server has of the file (SIZE, REST).</summary>
    public bool Resume { get; init; }

    /// <summary>Give the target the source's modification time, where the server can.</summary>
    public bool KeepTime { get; init; }

    /// <summary>Compare a hash that the server computes with the local bytes at the end; where the server has none, it fails.</summary>
    public bool VerifyHash { get; init; }

    /// <summary>With <see cref="VerifyHash"/>: which function; null for the strongest that the server offers.</summary>
    public HashFunction? HashFunction { get; init; }

    /// <summary>Download: what a listing told of the remote file, so that it need not be asked for; null to ask (one round trip).</summary>
    public RemoteEntry? Known { get; init; }

    /// <summary>The rest: text mode, progress, what is known of the size. Offset and length are set by the transfer itself.</summary>
    public TransferOptions Transfer { get; init; } = TransferOptions.None;
}
