using Sealane.Protocol;

namespace Sealane.Server;

/// <summary>What a session says that belongs to no verb.</summary>
internal static class SessionReplies
{
    internal static readonly Reply Unknown = Reply.Of(ReplyCode.SyntaxError, "Unknown command.");
    internal static readonly Reply Malformed = Reply.Of(ReplyCode.SyntaxError, "Malformed command.");
    internal static readonly Reply TooLong = Reply.Of(ReplyCode.SyntaxError, "Command line too long.");
    internal static readonly Reply Foreign = Reply.Of(ReplyCode.SyntaxError, "This is an FTP server; other protocols' commands are not allowed.");
    internal static readonly Reply Idle = Reply.Of(ReplyCode.ServiceClosing, "Timeout.");
    internal static readonly Reply Shutdown = Reply.Of(ReplyCode.ServiceClosing, "The server is shutting down.");
    internal static readonly Reply Kicked = Reply.Of(ReplyCode.ServiceClosing, "The administrator has ended this session.");
    internal static readonly Reply Failure = Reply.Of(ReplyCode.ServiceClosing, "Something went wrong on the server's side; it has been logged.");
    internal static readonly Reply TooMany = Reply.Of(ReplyCode.ServiceClosing, "There are too many connected users, please try later.");
}
