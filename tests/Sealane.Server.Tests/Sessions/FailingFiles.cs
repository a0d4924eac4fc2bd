using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Sessions;

/// <summary>Files of which one thing fails: reading or writing after some bytes, committing, or opening.</summary>
internal sealed class FailingFiles(IFileStore files) : IFileStore
{
    /// <summary>What fails, thrown as it is.</summary>
    public required Exception Failure { get; init; }

    public bool Opening { get; init; }

    public long ReadingFrom { get; init; } = long.MaxValue;

    public long WritingFrom { get; init; } = long.MaxValue;

    public bool Committing { get; init; }

    public ValueTask<FileEntry?> FindAsync(FtpPath path, CancellationToken cancellation) => files.FindAsync(path, cancellation);

    public ValueTask<DirectoryReader> OpenDirectoryAsync(FtpPath path, ListingDetail detail, CancellationToken cancellation) =>
        Opening ? throw Failure : files.OpenDirectoryAsync(path, detail, cancellation);

    public async ValueTask<FileReader> OpenReadAsync(FtpPath path, long offset, CancellationToken cancellation) =>
        Opening ? throw Failure : new Reader(this, await files.OpenReadAsync(path, offset, cancellation));

    public async ValueTask<FileWriter> OpenWriteAsync(FtpPath path, WriteMode mode, long offset, CancellationToken cancellation) =>
        Opening ? throw Failure : new Writer(this, await files.OpenWriteAsync(path, mode, offset, cancellation));

    public ValueTask DeleteFileAsync(FtpPath path, CancellationToken cancellation) => throw Failure;

    public ValueTask CreateDirectoryAsync(FtpPath path, CancellationToken cancellation) => throw Failure;

    public ValueTask DeleteDirectoryAsync(FtpPath path, CancellationToken cancellation) => throw Failure;

    public ValueTask RenameAsync(FtpPath from, FtpPath to, CancellationToken cancellation) => throw Failure;

    public void Dispose() => files.Dispose();

    private sealed class Reader(FailingFiles owner, FileReader reader) : FileReader
    {
        private long _read;

        public override long Length => reader.Length;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            int count = await reader.ReadAsync(buffer, cancellation);
            _read += count;
            return _read > owner.ReadingFrom ? throw owner.Failure : count;
        }

        public override ValueTask DisposeAsync() => reader.DisposeAsync();
    }

    private sealed class Writer(FailingFiles owner, FileWriter writer) : FileWriter
    {
        public override FtpPath Path => writer.Path;

        public override long Position => writer.Position;

        public override long ResumableLength => writer.ResumableLength;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            if (writer.Position + bytes.Length > owner.WritingFrom)
            {
                throw owner.Failure;
            }

            await writer.WriteAsync(bytes, cancellation);
        }

        public override ValueTask CommitAsync(CancellationToken cancellation) => owner.Committing ? throw owner.Failure : writer.CommitAsync(cancellation);

        public override ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}
