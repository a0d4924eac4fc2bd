using System.Runtime.InteropServices;

namespace Sealane.Transport.Tls;

/// <summary>One building of a certification path: owns OpenSSL's store, context and certificates until it is disposed.</summary>
internal sealed unsafe class PathAttempt : IDisposable
{
    // X509_V_FLAG_PARTIAL_CHAIN, X509_V_FLAG_TRUSTED_FIRST: a trusted certificate ends the path, wherever it stands.
    private const nuint EndAtTrusted = 0x80000 | 0x8000;
    private readonly List<nint> _certificates = [];
    private readonly List<PathFault> _faults = [];
    private readonly nint _store, _context, _between;

    internal PathAttempt()
    {
        OpenSsl.Initialise();
        OpenSsl.ERR_clear_error();
        (_store, _context, _between) = (OpenSsl.X509_STORE_new(), OpenSsl.X509_STORE_CTX_new(), OpenSsl.OPENSSL_sk_new_null());
        if (_store == 0 || _context == 0 || _between == 0)
        {
            Dispose();
            throw new TlsException(OpenSsl.TakeErrors("no memory for a certification path"));
        }
    }

    internal void Trust(IEnumerable<ReadOnlyMemory<byte>> authorities)
    {
        foreach (ReadOnlyMemory<byte> der in authorities)
        {
            // The store takes a reference of its own.
            Require(OpenSsl.X509_STORE_add_cert(_store, Read(der)), "an authority cannot be used");
        }

        Require(OpenSsl.X509_STORE_set_flags(_store, EndAtTrusted), "a path cannot be built");
    }

    // A place that is not there is no fault: it holds no authority.
    internal void TrustSystem() => Require(OpenSsl.X509_STORE_set_default_paths(_store), "the system's authorities cannot be read");

    internal CertificationPath Build(ReadOnlyMemory<byte> leaf, IEnumerable<ReadOnlyMemory<byte>> between, DateTimeOffset now)
    {
        foreach (ReadOnlyMemory<byte> der in between)
        {
            Require(OpenSsl.OPENSSL_sk_push(_between, Read(der)), "a path cannot be built");
        }

        Require(OpenSsl.X509_STORE_CTX_init(_context, _store, Read(leaf), _between), "a path cannot be built");
        OpenSsl.X509_VERIFY_PARAM_set_time(OpenSsl.X509_STORE_CTX_get0_param(_context), now.ToUnixTimeSeconds());
        OpenSsl.X509_STORE_CTX_set_verify_cb(_context, &OnCertificate);
        GCHandle self = GCHandle.Alloc(_faults);
        try
        {
            Require(OpenSsl.X509_STORE_CTX_set_ex_data(_context, 0, GCHandle.ToIntPtr(self)), "a path cannot be built");

            // The callback passes over every fault, so that all are found; what it did not hear of is a failure of the building itself.
            if (OpenSsl.X509_verify_cert(_context) != 1 && _faults.Count == 0)
            {
                _faults.Add(new PathFault(0, OpenSsl.X509_STORE_CTX_get_error(_context)));
            }
        }
        finally
        {
            self.Free();
            OpenSsl.ERR_clear_error();
        }

        nint chain = OpenSsl.X509_STORE_CTX_get0_chain(_context);
        byte[][] path = new byte[chain == 0 ? 0 : OpenSsl.OPENSSL_sk_num(chain)][];
        for (int i = 0; i < path.Length; i++)
        {
            path[i] = PeerChain.Encode(OpenSsl.OPENSSL_sk_value(chain, i));
        }

        return new CertificationPath(path, _faults);
    }

    public void Dispose()
    {
        // The context refers to all the others.
        OpenSsl.X509_STORE_CTX_free(_context);
        OpenSsl.OPENSSL_sk_free(_between);
        OpenSsl.X509_STORE_free(_store);
        _certificates.ForEach(OpenSsl.X509_free);
        _certificates.Clear();
    }

    private nint Read(ReadOnlyMemory<byte> der)
    {
        fixed (byte* start = der.Span)
        {
            byte* cursor = start;
            nint x509 = OpenSsl.d2i_X509(null, &cursor, der.Length);
            if (x509 == 0)
            {
                throw new TlsException($"a certificate cannot be read: {OpenSsl.TakeErrors("bad DER")}");
            }

            _certificates.Add(x509);
            return x509;
        }
    }

    private static void Require(int result, string otherwise)
    {
        if (result <= 0)
        {
            throw new TlsException(OpenSsl.TakeErrors(otherwise));
        }
    }

    [UnmanagedCallersOnly]
    private static int OnCertificate(int good, nint context)
    {
        if (good == 0 && GCHandle.FromIntPtr(OpenSsl.X509_STORE_CTX_get_ex_data(context, 0)).Target is List<PathFault> faults)
        {
            faults.Add(new PathFault(OpenSsl.X509_STORE_CTX_get_error_depth(context), OpenSsl.X509_STORE_CTX_get_error(context)));
        }

        return 1;
    }
}
