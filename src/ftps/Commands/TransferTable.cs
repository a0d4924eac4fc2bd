namespace Sealane.Shell.Commands;

/// <summary>Commands that transfer files, one line each.</summary>
internal static class TransferTable
{
    public static CommandEntry[] Entries => [];
}
