namespace Sealane.Protocol;

/// <summary>The reply codes in use, by what they say. First digit: 1 begun, 2 done, 3 go on, 4 failed for now, 5 failed (RFC 959 §4.2).</summary>
public static class ReplyCode
{
    /// <summary>110: restart marker (RFC 959 §4.2).</summary>
    public const int RestartMarker = 110;

    /// <summary>120: ready in some minutes (RFC 959 §4.2).</summary>
    public const int ReadyLater = 120;

    /// <summary>125: the data connection is open already, the transfer starts (RFC 959 §4.2).</summary>
    public const int TransferStarting = 125;

    /// <summary>150: about to open the data connection (RFC 959 §4.2).</summary>
    public const int OpeningDataConnection = 150;

    /// <summary>200: done (RFC 959 §4.2).</summary>
    public const int Ok = 200;

    /// <summary>202: not needed here (RFC 959 §4.2).</summary>
    public const int Superfluous = 202;

    /// <summary>211: system status, and the list of features (RFC 959 §4.2, RFC 2389 §3.2).</summary>
    public const int SystemStatus = 211;

    /// <summary>212: status of a directory (RFC 959 §4.2).</summary>
    public const int DirectoryStatus = 212;

    /// <summary>213: status of a file: STAT, SIZE, MDTM (RFC 959 §4.2, RFC 3659 §3.1, §4.1).</summary>
    public const int FileStatus = 213;

    /// <summary>214: help for a human (RFC 959 §4.2).</summary>
    public const int Help = 214;

    /// <summary>215: name of the system (RFC 959 §4.2).</summary>
    public const int SystemType = 215;

    /// <summary>220: ready for a new user, or for HOST's new host (RFC 959 §4.2, RFC 7151 §3).</summary>
    public const int Ready = 220;

    /// <summary>221: the control connection closes (RFC 959 §4.2).</summary>
    public const int Goodbye = 221;

    /// <summary>225: data connection open, no transfer; also the answer to an ABOR that found nothing to abort (RFC 959 §4.2).</summary>
    public const int DataConnectionOpen = 225;

    /// <summary>226: transfer complete, or ABOR done; the data connection closes (RFC 959 §4.2).</summary>
    public const int TransferComplete = 226;

    /// <summary>227: passive, with six numbers (RFC 959 §4.2).</summary>
    public const int EnteringPassive = 227;

    /// <summary>229: extended passive, with a port (RFC 2428 §3).</summary>
    public const int EnteringExtendedPassive = 229;

    /// <summary>230: logged in (RFC 959 §4.2).</summary>
    public const int LoggedIn = 230;

    /// <summary>232: logged in by the security exchange, no password needed (RFC 2228 §5.1).</summary>
    public const int LoggedInByCertificate = 232;

    /// <summary>234: the security mechanism is accepted, TLS starts now (RFC 2228 §5.1, RFC 4217 §4.1).</summary>
    public const int SecurityAccepted = 234;

    /// <summary>250: the file action is done (RFC 959 §4.2).</summary>
    public const int FileActionDone = 250;

    /// <summary>257: a quoted path: made, or where the session is (RFC 959 §4.2, appendix II).</summary>
    public const int PathName = 257;

    /// <summary>331: the password please (RFC 959 §4.2).</summary>
    public const int NeedPassword = 331;

    /// <summary>332: an account please (RFC 959 §4.2).</summary>
    public const int NeedAccount = 332;

    /// <summary>350: waiting for the second half, RNTO after RNFR, a transfer after REST (RFC 959 §4.2).</summary>
    public const int NeedMore = 350;

    /// <summary>421: not available, the control connection closes; may come at any time (RFC 959 §4.2).</summary>
    public const int ServiceClosing = 421;

    /// <summary>425: the data connection cannot be opened (RFC 959 §4.2).</summary>
    public const int CannotOpenData = 425;

    /// <summary>426: the data connection broke, or the transfer was aborted (RFC 959 §4.2).</summary>
    public const int TransferAborted = 426;

    /// <summary>431: a resource that security needs is missing, such as a certificate (RFC 2228 §5.1).</summary>
    public const int SecurityUnavailable = 431;

    /// <summary>450: the file is busy (RFC 959 §4.2).</summary>
    public const int FileBusy = 450;

    /// <summary>451: an error of the server's own (RFC 959 §4.2).</summary>
    public const int LocalError = 451;

    /// <summary>452: no room (RFC 959 §4.2).</summary>
    public const int NoSpace = 452;

    /// <summary>500: not understood, or too long (RFC 959 §4.2).</summary>
    public const int SyntaxError = 500;

    /// <summary>501: the argument is not understood (RFC 959 §4.2).</summary>
    public const int BadArgument = 501;

    /// <summary>502: a known verb that is not served (RFC 959 §4.2).</summary>
    public const int NotImplemented = 502;

    /// <summary>503: out of order (RFC 959 §4.2).</summary>
    public const int BadSequence = 503;

    /// <summary>504: not served with that argument; an AUTH mechanism or HOST that is not known (RFC 959 §4.2, RFC 2228 §5.1, RFC 7151 §3).</summary>
    public const int BadParameter = 504;

    /// <summary>522: a network protocol that is not served (RFC 2428 §2); vsftpd, and others after it, also say it when a data connection lacks the TLS, or the resumed session, that is required.</summary>
    public const int NetworkProtocolOrTls = 522;

    /// <summary>530: not logged in, wrong password included (RFC 959 §4.2).</summary>
    public const int NotLoggedIn = 530;

    /// <summary>532: an account is needed for storing (RFC 959 §4.2).</summary>
    public const int NeedAccountForStoring = 532;

    /// <summary>533: policy denies that protection level for commands (RFC 2228 §5.1).</summary>
    public const int CommandProtectionDenied = 533;

    /// <summary>534: policy denies the request (RFC 2228 §5.1).</summary>
    public const int PolicyDenied = 534;

    /// <summary>535: a security check failed (RFC 2228 §5.1).</summary>
    public const int SecurityCheckFailed = 535;

    /// <summary>536: that PROT level is not served by this mechanism (RFC 2228 §5.1; levels S and E over TLS, RFC 4217 §9).</summary>
    public const int ProtectionLevelNotServed = 536;

    /// <summary>550: no such file, or no access to it (RFC 959 §4.2).</summary>
    public const int FileUnavailable = 550;

    /// <summary>551: page type unknown (RFC 959 §4.2).</summary>
    public const int PageTypeUnknown = 551;

    /// <summary>552: the account's allocation is used up (RFC 959 §4.2).</summary>
    public const int QuotaExceeded = 552;

    /// <summary>553: that file name is not allowed (RFC 959 §4.2).</summary>
    public const int NameNotAllowed = 553;

    /// <summary>554: the restart point is not valid (RFC 1123 §4.1.3.4, RFC 3659 §5.1).</summary>
    public const int BadRestart = 554;
}
