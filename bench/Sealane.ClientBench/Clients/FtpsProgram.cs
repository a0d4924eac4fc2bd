using Sealane.ClientBench.Servers;

namespace Sealane.ClientBench.Clients;

internal sealed class FtpsProgram(Bed bed, string program) : Client(bed)
{
    internal override string Name => "ftps";

    internal override string Remark => "published as one file, ReadyToRun; the same script as lftp's";

    internal override string Version => AskVersion(program);

    internal override string[] Command(Work work) => [program, "-c", Script(work, "")];
}
