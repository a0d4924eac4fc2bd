using Sealane.Protocol;

namespace Sealane.Server.Compat;

/// <summary>What vsftpd 3.0.3 says, encoded once. Learnt by asking it: the talks of the interop tests play each of these to the real one.</summary>
internal static class VsftpdReplies
{
    internal const string Version = "vsFTPd 3.0.3";

    internal static readonly Reply Greeting = Reply.Of(ReplyCode.Ready, $"({Version})");
    internal static readonly Reply LoginFirst = Reply.Of(ReplyCode.NotLoggedIn, "Please login with USER and PASS.");
    internal static readonly Reply Denied = Reply.Of(ReplyCode.FileUnavailable, "Permission denied.");
    internal static readonly Reply Unknown = Reply.Of(ReplyCode.SyntaxError, "Unknown command.");
    internal static readonly Reply TooLong = Reply.Of(ReplyCode.SyntaxError, "Input line too long.");
    internal static readonly Reply Http = Reply.Of(ReplyCode.SyntaxError, "HTTP protocol commands not allowed.");

    // ---- login ----
    internal static readonly Reply NeedPassword = Reply.Of(ReplyCode.NeedPassword, "Please specify the password.");
    internal static readonly Reply AnyPassword = Reply.Of(ReplyCode.NeedPassword, "Any password will do.");
    internal static readonly Reply OtherUser = Reply.Of(ReplyCode.NotLoggedIn, "Can't change to another user.");
    internal static readonly Reply FromGuest = Reply.Of(ReplyCode.NotLoggedIn, "Can't change from guest user.");
    internal static readonly Reply AlreadyIn = Reply.Of(ReplyCode.LoggedIn, "Already logged in.");

    // ---- TLS ----
    internal static readonly Reply NeedsTls = Reply.Of(ReplyCode.NotLoggedIn, "Non-anonymous sessions must use encryption.");
    internal static readonly Reply AnonymousNeedsTls = Reply.Of(ReplyCode.NotLoggedIn, "Anonymous sessions must use encryption.");
    internal static readonly Reply UnknownAuth = Reply.Of(ReplyCode.BadParameter, "Unknown AUTH type.");
    internal static readonly Reply PbszNeedsTls = Reply.Of(ReplyCode.BadSequence, "PBSZ needs a secure connection.");
    internal static readonly Reply ProtNeedsTls = Reply.Of(ReplyCode.BadSequence, "PROT needs a secure connection.");
    internal static readonly Reply Pbsz = Reply.Of(ReplyCode.Ok, "PBSZ set to 0.");
    internal static readonly Reply ProtUnsupported = Reply.Of(ReplyCode.ProtectionLevelNotServed, "PROT not supported.");
    internal static readonly Reply ProtUnknown = Reply.Of(ReplyCode.BadParameter, "PROT not recognized.");
    internal static readonly Reply DataInClear = Reply.Of(ReplyCode.NetworkProtocolOrTls, "Data connections must be encrypted.");
    internal static readonly Reply DataTlsFailed = Reply.Of(ReplyCode.NetworkProtocolOrTls, "SSL connection failed");
    internal static readonly Reply DataTlsNotReused = Reply.Of(ReplyCode.NetworkProtocolOrTls, "SSL connection failed: session reuse required");

    // ---- parameters ----
    internal static readonly Reply Type = Reply.Of(ReplyCode.SyntaxError, "Unrecognised TYPE command.");
    internal static readonly Reply Stru = Reply.Of(ReplyCode.BadParameter, "Bad STRU command.");
    internal static readonly Reply Mode = Reply.Of(ReplyCode.BadParameter, "Bad MODE command.");
    internal static readonly Reply Allo = Reply.Of(ReplyCode.Superfluous, "ALLO command ignored.");
    internal static readonly Reply Opts = Reply.Of(ReplyCode.BadArgument, "Option not understood.");
    internal static readonly Reply Acct = Reply.Of(ReplyCode.NotImplemented, "ACCT not implemented.");
    internal static readonly Reply Smnt = Reply.Of(ReplyCode.NotImplemented, "SMNT not implemented.");
    internal static readonly Reply Rein = Reply.Of(ReplyCode.NotImplemented, "REIN not implemented.");

    // ---- data connections ----
    internal static readonly Reply DataFirst = Reply.Of(ReplyCode.CannotOpenData, "Use PORT or PASV first.");
    internal static readonly Reply NoData = Reply.Of(ReplyCode.CannotOpenData, "Failed to establish connection.");
    internal static readonly Reply Port = Reply.Of(ReplyCode.Ok, "PORT command successful. Consider using PASV.");
    internal static readonly Reply BadPort = Reply.Of(ReplyCode.SyntaxError, "Illegal PORT command.");
    internal static readonly Reply BadEprt = Reply.Of(ReplyCode.SyntaxError, "Bad EPRT command.");
    internal static readonly Reply IllegalEprt = Reply.Of(ReplyCode.SyntaxError, "Illegal EPRT command.");
    internal static readonly Reply EprtProtocol = Reply.Of(ReplyCode.SyntaxError, "Bad EPRT protocol.");
    internal static readonly Reply EpsvProtocol = Reply.Of(ReplyCode.NetworkProtocolOrTls, "Bad network protocol.");

    // ---- transfers ----
    internal static readonly Reply SendBroke = Reply.Of(ReplyCode.TransferAborted, "Failure writing network stream.");
    internal static readonly Reply ReceiveBroke = Reply.Of(ReplyCode.TransferAborted, "Failure reading network stream.");
    internal static readonly Reply ReadFailed = Reply.Of(ReplyCode.LocalError, "Failure reading local file.");
    internal static readonly Reply WriteFailed = Reply.Of(ReplyCode.LocalError, "Failure writing to local file.");
    internal static readonly Reply Stalled = Reply.Of(ReplyCode.ServiceClosing, "Data timeout. Reconnect. Sorry.");
    internal static readonly Reply NoAsciiResume = Reply.Of(ReplyCode.FileUnavailable, "No support for resume of ASCII transfer.");

    // ---- files ----
    internal static readonly Reply Cwd = Reply.Of(ReplyCode.FileUnavailable, "Failed to change directory.");
    internal static readonly Reply Mkd = Reply.Of(ReplyCode.FileUnavailable, "Create directory operation failed.");
    internal static readonly Reply Rmd = Reply.Of(ReplyCode.FileUnavailable, "Remove directory operation failed.");
    internal static readonly Reply Dele = Reply.Of(ReplyCode.FileUnavailable, "Delete operation failed.");
    internal static readonly Reply Rnfr = Reply.Of(ReplyCode.FileUnavailable, "RNFR command failed.");
    internal static readonly Reply Rnto = Reply.Of(ReplyCode.FileUnavailable, "Rename failed.");
    internal static readonly Reply RnfrFirst = Reply.Of(ReplyCode.BadSequence, "RNFR required first.");
    internal static readonly Reply Size = Reply.Of(ReplyCode.FileUnavailable, "Could not get file size.");
    internal static readonly Reply Mdtm = Reply.Of(ReplyCode.FileUnavailable, "Could not get file modification time.");
    internal static readonly Reply MdtmSet = Reply.Of(ReplyCode.FileStatus, "File modification time set.");
    internal static readonly Reply MdtmNotSet = Reply.Of(ReplyCode.FileUnavailable, "Could not set file modification time.");
    internal static readonly Reply Retr = Reply.Of(ReplyCode.FileUnavailable, "Failed to open file.");
    internal static readonly Reply Stor = Reply.Of(ReplyCode.NameNotAllowed, "Could not create file.");

    // ---- SITE ----
    internal static readonly Reply UnknownSite = Reply.Of(ReplyCode.SyntaxError, "Unknown SITE command.");
    internal static readonly Reply ChmodArguments = Reply.Of(ReplyCode.SyntaxError, "SITE CHMOD needs 2 arguments.");
    internal static readonly Reply ChmodFailed = Reply.Of(ReplyCode.FileUnavailable, "SITE CHMOD command failed.");
    internal static readonly Reply SiteHelp = Reply.Of(ReplyCode.Help, "CHMOD UMASK HELP");
    internal static readonly Reply SiteHelpWithoutChmod = Reply.Of(ReplyCode.Help, "UMASK HELP");

    internal static readonly Reply Help = Reply.Lines(
        ReplyCode.Help,
        "The following commands are recognized.",
        [
            "ABOR ACCT ALLO APPE CDUP CWD  DELE EPRT EPSV FEAT HELP LIST MDTM MKD",
            "MODE NLST NOOP OPTS PASS PASV PORT PWD  QUIT REIN REST RETR RMD  RNFR",
            "RNTO SITE SIZE SMNT STAT STOR STOU STRU SYST TYPE USER XCUP XCWD XMKD",
            "XPWD XRMD",
        ],
        "Help OK.");
}
