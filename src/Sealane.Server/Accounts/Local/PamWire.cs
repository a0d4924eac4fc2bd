using System.Buffers.Binary;
using System.Net;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Server.Accounts.Local;

/// <summary>What server and <see cref="PamWorker"/> say to each other over two pipes: frames of a length and a payload.</summary>
internal static class PamWire
{
    // Name, password and what modules say: more is a mistake, not a login.
    public const int MostBytes = 64 * 1024;

    public static byte[] Encode(PamRequest request) => Frame(writer =>
    {
        writer.Write(request.Service);
        writer.Write(request.User);
        writer.Write(request.Password.Reveal());
        writer.Write(request.RemoteHost.ToString());
        writer.Write(request.OpenSession);
    });

    public static PamRequest DecodeRequest(byte[] payload)
    {
        using BinaryReader reader = new(new MemoryStream(payload), Encoding.UTF8);
        return new PamRequest
        {
            Service = reader.ReadString(),
            User = reader.ReadString(),
            Password = new Secret(reader.ReadString()),
            RemoteHost = IPAddress.Parse(reader.ReadString()),
            OpenSession = reader.ReadBoolean(),
        };
    }

    public static byte[] Encode(PamAnswer answer) => Frame(writer =>
    {
        writer.Write((int)answer.Code);
        writer.Write(answer.User);
        writer.Write(answer.Detail);
    });

    public static PamAnswer DecodeAnswer(byte[] payload)
    {
        using BinaryReader reader = new(new MemoryStream(payload), Encoding.UTF8);
        return new PamAnswer { Code = (PamCode)reader.ReadInt32(), User = reader.ReadString(), Detail = reader.ReadString() };
    }

    /// <summary>The payload of the next frame; null at the end of the stream.</summary>
    /// <exception cref="IOException">What came is no frame.</exception>
    public static async ValueTask<byte[]?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] prefix = new byte[4];
        if (await stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < prefix.Length)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length is < 0 or > MostBytes)
        {
            throw new IOException($"a frame of {length} bytes");
        }

        byte[] payload = new byte[length];
        await stream.ReadExactlyAsync(payload, cancellation).ConfigureAwait(false);
        return payload;
    }

    private static byte[] Frame(Action<BinaryWriter> write)
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(0);
            write(writer);
        }

        byte[] frame = stream.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - 4);
        stream.GetBuffer().AsSpan().Clear();
        return frame;
    }
}
