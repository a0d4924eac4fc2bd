using Sealane.ClientBench.Servers;

namespace Sealane.ClientBench.Clients;

internal sealed class LftpProgram(Bed bed) : Client(bed)
{
    internal override string Name => "lftp";

    internal override string Remark => "defaults, but one authority file (its own default reads all the system's authorities for every data connection)";

    internal override string Version => AskVersion("lftp");

    internal override string[] Command(Work work) => ["lftp", "--norc", "-c", Script(work, "")];
}
