using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sealane.Bench.Load;

namespace Sealane.ClientBench.Servers;

/// <summary>
/// The files of a run and what servers and clients share: certificate, account, directories. <see cref="Home"/> is what the account sees as /:
/// <c>small</c> and <c>big.dat</c> to download, <c>up</c> to upload to. The local side has the same files and <see cref="Local"/> to download to.
/// </summary>
internal sealed partial class Bed : IDisposable
{
    internal const string User = "bench";
    internal const string Password = "loopback-only";
    internal const int SmallSize = 1024;

    // Of no user of the machine.
    internal const int Owner = 61235;

    internal Bed(string parent, long bigSize, int[] smallTrees, IEnumerable<string> addresses)
    {
        Root = Open(Path.Combine(parent, $"sealane-clientbench-{Environment.ProcessId}"));
        Home = Open(Path.Combine(Root, "home"));
        Source = Open(Path.Combine(Root, "source"));
        Local = Open(Path.Combine(Root, "local"));
        Scratch = Open(Path.Combine(Root, "scratch"));
        Uploads = Open(Path.Combine(Home, "up"));
        Own(Home);
        Own(Uploads);
        foreach (int count in smallTrees.Distinct())
        {
            string sent = Open(Path.Combine(Source, SmallTree(count))), offered = Open(Path.Combine(Home, SmallTree(count)));
            for (int i = 0; i < count; i++)
            {
                File.WriteAllBytes(Path.Combine(sent, SmallName(i)), SmallContent(i));
                File.WriteAllBytes(Path.Combine(offered, SmallName(i)), SmallContent(i));
            }
        }

        byte[] block = new byte[Payload.BlockSize];
        Payload.Fill(block);
        using (FileStream big = new(BigFile, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
        {
            for (long left = bigSize, number = 0; left > 0; left -= block.Length, number++)
            {
                // Different blocks, so that one in the wrong place is noticed.
                BitConverter.TryWriteBytes(block, number);
                big.Write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
            }
        }

        if (link(BigFile, Path.Combine(Home, "big.dat")) != 0)
        {
            throw new IOException($"{Home}: errno {Marshal.GetLastPInvokeError()}");
        }

        MakeCertificate([.. addresses]);
    }

    internal string Root { get; }

    internal string Home { get; }

    internal string Uploads { get; }

    internal string Source { get; }

    internal string Local { get; }

    internal string Scratch { get; }

    internal string BigFile => Path.Combine(Source, "big.dat");

    internal string CertificateFile => Path.Combine(Root, "server.pem");

    internal string KeyFile => Path.Combine(Root, "server.key");

    internal string AuthorityFile => Path.Combine(Root, "ca.pem");

    /// <summary>The directory with so many small files, on both sides.</summary>
    internal static string SmallTree(int count) => $"small{count}";

    internal static string SmallName(int index) => $"f{index:d4}.dat";

    /// <summary>The bytes of one small file: different in each.</summary>
    internal static byte[] SmallContent(int index)
    {
        byte[] content = new byte[SmallSize];
        Payload.Fill(content);
        BitConverter.TryWriteBytes(content, index);
        return content;
    }

    internal static string Open(string directory)
    {
        string path = Directory.CreateDirectory(directory).FullName;
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }

    internal static void Own(string path) => _ = chown(path, Owner, Owner);

    /// <summary>Empties the places that runs write to.</summary>
    internal void Clear()
    {
        foreach (string place in (string[])[Uploads, Local])
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(place))
            {
                if (Directory.Exists(entry))
                {
                    Directory.Delete(entry, recursive: true);
                }
                else
                {
                    File.Delete(entry);
                }
            }
        }
    }

    /// <summary>Runs a tool to its end and returns its output; its complaint becomes the exception's.</summary>
    internal static string Run(string input, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{Path.GetFileName(program)} failed: {error.Result.Trim()} {output.Trim()}");
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void MakeCertificate(string[] addresses)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=Sealane client bench", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authority.PublicKey, false));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        using X509Certificate2 root = authority.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        foreach (string address in addresses)
        {
            names.AddIpAddress(System.Net.IPAddress.Parse(address));
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using X509Certificate2 leaf = request.Create(root, now.AddDays(-1), now.AddDays(20), RandomNumberGenerator.GetBytes(12));
        File.WriteAllText(AuthorityFile, root.ExportCertificatePem());
        File.WriteAllText(CertificateFile, leaf.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, int user, int group);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string existing, string name);
}
