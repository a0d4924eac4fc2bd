using System.Runtime.InteropServices;

namespace Sealane.Transport.Tls;

/// <summary>
/// The BIO between OpenSSL and a <see cref="TlsEngine"/>: reads and writes the engine's pooled arrays and never a socket, so that one
/// <c>SSL_write</c> of many records ends in one send.
/// </summary>
internal static unsafe class MemoryBio
{
    private static readonly nint s_method = MakeMethod();

    /// <summary>A BIO whose bytes come from and go to <paramref name="engine"/>. The handle must stay allocated until the SSL that owns the BIO is freed.</summary>
    internal static nint Create(GCHandle engine)
    {
        nint bio = OpenSsl.BIO_new(s_method);
        if (bio == 0)
        {
            throw new TlsException(OpenSsl.TakeErrors("out of memory"));
        }

        OpenSsl.BIO_set_data(bio, GCHandle.ToIntPtr(engine));
        OpenSsl.BIO_set_init(bio, 1);
        return bio;
    }

    private static nint MakeMethod()
    {
        nint method = OpenSsl.BIO_meth_new(OpenSsl.BIO_get_new_index() | OpenSsl.BioTypeSourceSink, "sealane");
        _ = OpenSsl.BIO_meth_set_read(method, &Read);
        _ = OpenSsl.BIO_meth_set_write(method, &Write);
        _ = OpenSsl.BIO_meth_set_ctrl(method, &Control);
        return method;
    }

    private static TlsEngine EngineOf(nint bio) => (TlsEngine)GCHandle.FromIntPtr(OpenSsl.BIO_get_data(bio)).Target!;

    [UnmanagedCallersOnly]
    private static int Read(nint bio, byte* buffer, int length)
    {
        int count;
        try
        {
            count = EngineOf(bio).TakeReceived(new Span<byte>(buffer, length));
        }
        catch (Exception)
        {
            // It would end the process if it left here; without the retry flag OpenSSL takes this for a broken connection.
            OpenSsl.BIO_clear_flags(bio, OpenSsl.BioFlagRead | OpenSsl.BioFlagShouldRetry);
            return -1;
        }

        if (count > 0)
        {
            OpenSsl.BIO_clear_flags(bio, OpenSsl.BioFlagRead | OpenSsl.BioFlagShouldRetry);
            return count;
        }

        OpenSsl.BIO_set_flags(bio, OpenSsl.BioFlagRead | OpenSsl.BioFlagShouldRetry);
        return -1;
    }

    [UnmanagedCallersOnly]
    private static int Write(nint bio, byte* buffer, int length)
    {
        OpenSsl.BIO_clear_flags(bio, OpenSsl.BioFlagRead | OpenSsl.BioFlagShouldRetry);
        try
        {
            EngineOf(bio).AppendOutgoing(new ReadOnlySpan<byte>(buffer, length));
            return length;
        }
        catch (Exception)
        {
            // Out of memory: this connection breaks, the process does not.
            return -1;
        }
    }

    // Flush succeeds because writing cannot wait; everything else that libssl asks a BIO has no answer here.
    [UnmanagedCallersOnly]
    private static nint Control(nint bio, int command, nint number, nint pointer) => command == OpenSsl.BioCtrlFlush ? 1 : 0;
}
