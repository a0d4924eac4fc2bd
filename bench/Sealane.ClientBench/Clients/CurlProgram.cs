using System.Globalization;
using Sealane.ClientBench.Servers;

namespace Sealane.ClientBench.Clients;

internal sealed class CurlProgram(Bed bed) : Client(bed)
{
    internal override string Name => "curl";

    internal override string Remark => "TLS 1.2 (with 1.3 it does not resume, which vsftpd insists on); is told the names of the files, so it lists nothing; -Z for several sessions";

    internal override string Version => AskVersion("curl");

    internal override string[] Command(Work work)
    {
        string url = $"ftp://{work.Site.Host}:{work.Site.Port}/";
        string tree = Bed.SmallTree(work.Files);
        string range = string.Create(CultureInfo.InvariantCulture, $"[0000-{work.Files - 1:d4}]");
        string[] what = work.Kind switch
        {
            WorkKind.MirrorUp => ["--ftp-create-dirs", "-T", $"{Path.Combine(Bed.Source, tree)}/f{range}.dat", $"{url}up/{tree}/"],
            WorkKind.MirrorDown => ["--create-dirs", "-o", $"{Path.Combine(Bed.Local, tree)}/f#1.dat", $"{url}{tree}/f{range}.dat"],
            WorkKind.BigUp => ["-T", Bed.BigFile, $"{url}up/big.dat"],
            WorkKind.BigDown => ["-o", Path.Combine(Bed.Local, "big.dat"), $"{url}big.dat"],
            _ => [url],
        };
        string[] parallel = work.Parallel is { } number ? ["-Z", "--parallel-max", number.ToString(CultureInfo.InvariantCulture)] : [];
        return ["curl", "-sS", "--fail-early", "--tls-max", "1.2", "--ssl-reqd", "--cacert", Bed.AuthorityFile, "-u", $"{Bed.User}:{Bed.Password}", .. parallel, .. what];
    }
}
