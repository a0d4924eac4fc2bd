using System.Collections;
using System.Net;
using System.Reflection;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sealane.Server.Compat;
using Sealane.Server.Hosts;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Compat;

public sealed class VsftpdImportTests
{
    // A machine on which a name with a dot is a file that is there, and every other a directory.
    private static readonly HostFacts s_host = new()
    {
        StateDirectory = "/var/lib/test",
        Probe = path => Path.GetFileName(path).Contains('.', StringComparison.Ordinal) ? FileCondition.Readable : Path.GetFileName(path) == "xferlog" ? FileCondition.Missing : FileCondition.Directory,
        CertificateFault = (_, _) => null,
    };

    [Fact]
    public void Lines_and_comments_stay_and_what_was_silent_is_said()
    {
        string text = Import("""
            # My server, 2014
            listen=YES

            anonymous_enable=no
            local_enable=1
            ssl_enable=YES
            rsa_cert_file=certs/ours.pem
            ssl_tlsv1=YES
            ssl_sslv3=NO
            max_clients=5
            isolate=NO
            max_clients=7
            ssl_tlsv1_2=YES
            compat=vsftpd
            """);
        Assert.Contains("\n# My server, 2014\nlisten=YES\n\nanonymous_enable=NO\nlocal_enable=YES\nssl_enable=YES\nrsa_cert_file=/etc/certs/ours.pem\n", text, StringComparison.Ordinal);
        Assert.Matches(@"\n# ssl_tlsv1=YES\n#   TLS 1\.0 .*\nssl_tlsv13=YES\n# ssl_sslv3=NO\n#   ", text);
        Assert.Matches(@"\n# max_clients=5\n#   set again below, where it counts\.\n# isolate=NO\n#   ignored: .*\nmax_clients=7\nssl_tlsv12=YES\n# compat=vsftpd\n", text);
        Assert.Contains("\n# ours: YES. Each account carries its own permissions.\nwrite_enable=NO\n", text, StringComparison.Ordinal);
        Assert.Contains("\npasv_min_port=5001\n", text, StringComparison.Ordinal);
        Assert.Contains("\npasv_max_port=65535\n", text, StringComparison.Ordinal);
        Assert.Contains("\nupload_mode=inplace\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("rsa_cert_file=/usr", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Red_Hats_lists_lie_beside_its_configuration()
    {
        (string? text, _) = new VsftpdImport(s_host with { Probe = _ => FileCondition.Missing }).Translate("userlist_enable=YES\nchroot_list_enable=NO\n"u8, "/etc/vsftpd/vsftpd.conf");
        Assert.Contains("userlist_file=/etc/vsftpd/user_list\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("chroot_list_file", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_means_nothing_stops_it()
    {
        (string? text, IReadOnlyList<Diagnostic> findings) = new VsftpdImport(s_host).Translate("listen=YES\nlissten=YES\nhide_ids=maybe\n"u8, "/etc/vsftpd.conf");
        Assert.Null(text);
        Assert.Equal([2, 3], findings.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Line));
    }

    [Fact]
    public void Any_configuration_means_the_same_afterwards()
    {
        int compared = 0;
        Gen<string> file = Gen.CollectToArray(OptionCatalog.All.Where(option => !option.IsOurs), Lines).Select(lines => string.Concat(lines));
        Prop.ForAll(file.ToArbitrary(), content =>
        {
            ConfigurationLoader loader = new(s_host);
            LoadedConfiguration original = loader.Parse(Encoding.UTF8.GetBytes(content), "/etc/vsftpd.conf", ["compat=vsftpd"]);
            if (original.Options is not { } before)
            {
                return;
            }

            string text = Import(content);
            LoadedConfiguration made = loader.Parse(Encoding.UTF8.GetBytes(text), "/srv/elsewhere/ftpsd.conf", []);
            Assert.True(made.Options is not null, $"{content}\n---\n{text}\n---\n{string.Join('\n', made.Diagnostics)}");
            Assert.Equal(Dump(before), Dump(made.Options));
            compared++;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
        Assert.True(compared > 10, $"only {compared} of the drawn configurations were usable");
    }

    private static string Import(string content)
    {
        (string? text, IReadOnlyList<Diagnostic> findings) = new VsftpdImport(s_host).Translate(Encoding.UTF8.GetBytes(content), "/etc/vsftpd.conf");
        Assert.True(text is not null, string.Join('\n', findings));
        return text;
    }

    // Most files leave most options alone; some say a thing twice.
    private static Gen<string> Lines(OptionDefinition option)
    {
        Gen<string> line = from name in Gen.Elements<string>([option.Name, .. option.Aliases])
                           from value in Value(option)
                           from before in Gen.Elements("", "", "# a comment\n", "\n", "  ")
                           from end in Gen.Elements("\n", "\n", " \n", "\r\n")
                           select $"{before}{name}={value}{end}";
        return Gen.Frequency((17, Gen.Constant("")), (2, line), (1, from first in line from second in line select first + second));
    }

    private static Gen<string> Value(OptionDefinition option) => option.Kind switch
    {
        OptionKind.Flag => Gen.Elements("YES", "NO", "yes", "False", "TRUE", "0", "1"),
        OptionKind.Choice => Gen.Elements("YES", "NO"),
        OptionKind.Octal => Gen.Choose(0, 511).Select(bits => "0" + Convert.ToString(bits, 8)),
        OptionKind.Address => Gen.Elements(option.Name.EndsWith('6') ? "::1" : "127.0.0.1", ""),
        OptionKind.Verbs => Gen.Elements("PASV,RETR,QUIT", "", "MKD"),
        OptionKind.FilePath => Gen.Elements("", "/etc/some.file", "near.file", "../up/more.file"),
        OptionKind.Text when option.Name == "pasv_address" => Gen.Elements("", "192.0.2.7"),
        OptionKind.Text => Gen.Elements("", "ftp", "HIGH"),
        OptionKind.Port => Gen.Choose(1024, 65535).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        _ => Gen.Choose((int)option.Minimum, (int)Math.Min(option.Maximum, 100_000)).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    };

    // All that is in the options, but for what is meant to differ: the wording, and without TLS whatever TLS would be like.
    private static string Dump(ServerOptions options) => string.Join('\n', Dump("", options)
        .Where(line => !line.StartsWith(".VsftpdReplies ", StringComparison.Ordinal))
        .Where(line => options.Tls.Enabled || !line.StartsWith(".Tls.", StringComparison.Ordinal) || line.StartsWith(".Tls.Enabled ", StringComparison.Ordinal)));

    private static IEnumerable<string> Dump(string path, object? value) => value switch
    {
        null => [$"{path} = null"],
        HostSources or TimeProvider => [], // when files are read again is no setting
        string or ValueType or IPAddress or IPEndPoint => [$"{path} = {value}"],
        IEnumerable many => many.Cast<object>().Select(item => string.Join("; ", Dump("", item))).Order(StringComparer.Ordinal).Select(item => $"{path}[] = {item}").Prepend($"{path} ="),
        _ => value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(property => property.Name != "EqualityContract" && property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .SelectMany(property => Dump($"{path}.{property.Name}", property.GetValue(value))),
    };
}
