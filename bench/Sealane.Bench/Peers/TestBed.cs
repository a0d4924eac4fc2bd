using System.Diagnostics;
using System.Security.Cryptography;
using Sealane.Bench.Load;

namespace Sealane.Bench.Peers;

/// <summary>What all servers share in a run: the directory tree they serve, one certificate, one account.</summary>
internal sealed class TestBed : IDisposable
{
    internal const int SmallFiles = 500;
    internal const int SmallSize = 4096;
    internal const int ManyFiles = 10_000;
    internal const string User = "bench";
    internal const string Password = "loopback-only";
    internal const uint Nobody = 65534;

    internal TestBed(string parent, long bigSize, bool plain)
    {
        BigSize = bigSize;
        Plain = plain;
        Root = Directory.CreateDirectory(Path.Combine(parent, $"sealane-bench-{Environment.ProcessId}")).FullName;
        File.SetUnixFileMode(Root, (UnixFileMode)0b111_101_101);
        Home = Directory.CreateDirectory(Path.Combine(Root, "home")).FullName;
        Uploads = Directory.CreateDirectory(Path.Combine(Home, "up")).FullName;
        File.SetUnixFileMode(Uploads, (UnixFileMode)0b111_111_111);
        WriteFiles();
        Certificate = Path.Combine(Root, "cert.pem");
        Key = Path.Combine(Root, "key.pem");
        Combined = Path.Combine(Root, "both.pem");
        Run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", Key, "-out", Certificate);
        File.WriteAllText(Combined, File.ReadAllText(Key) + File.ReadAllText(Certificate));
        File.SetUnixFileMode(Combined, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        PasswordHash = Run("openssl", "passwd", "-6", Password).Trim();
    }

    internal string Root { get; }
    internal string Home { get; }
    internal string Uploads { get; }
    internal string Certificate { get; }
    internal string Key { get; }
    internal string Combined { get; }
    internal string PasswordHash { get; }
    internal long BigSize { get; }
    internal bool Plain { get; }

    /// <summary>SHA-256 of the file to download, by which the first round judges each server.</summary>
    internal byte[] BigHash { get; private set; } = [];

    internal static string SmallName(int index) => $"small/{index % SmallFiles:d4}.dat";

    internal static string ManyName(int index) => $"report-{index:d5}.txt";

    /// <summary>Runs a tool to its end and returns its output; its complaint becomes the exception's.</summary>
    internal static string Run(string program, params string[] arguments) => RunWithInput("", program, arguments);

    internal static string RunWithInput(string input, string program, params string[] arguments)
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

    private void WriteFiles()
    {
        byte[] block = new byte[Payload.BlockSize];
        Payload.Fill(block);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (FileStream big = new(Path.Combine(Home, "big.dat"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
        {
            for (long left = BigSize; left > 0; left -= block.Length)
            {
                ReadOnlySpan<byte> part = block.AsSpan(0, (int)Math.Min(left, block.Length));
                big.Write(part);
                hash.AppendData(part);
            }
        }

        BigHash = hash.GetHashAndReset();
        Directory.CreateDirectory(Path.Combine(Home, "small"));
        for (int i = 0; i < SmallFiles; i++)
        {
            File.WriteAllBytes(Path.Combine(Home, SmallName(i)), SmallContent(i));
        }

        string many = Directory.CreateDirectory(Path.Combine(Home, "many")).FullName;
        DateTime stamp = DateTime.UtcNow.AddDays(-30);
        for (int i = 0; i < ManyFiles; i++)
        {
            string path = Path.Combine(many, ManyName(i));
            File.WriteAllText(path, new string('x', i % 97));
            File.SetLastWriteTimeUtc(path, stamp.AddSeconds(i));
        }
    }

    /// <summary>The bytes of one small file: different in each.</summary>
    internal static byte[] SmallContent(int index)
    {
        byte[] content = new byte[SmallSize];
        Payload.Fill(content);
        BitConverter.TryWriteBytes(content, index % SmallFiles);
        return content;
    }
}
