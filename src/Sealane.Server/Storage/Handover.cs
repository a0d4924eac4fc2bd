namespace Sealane.Server.Storage;

/// <summary>Whom a complete upload is given to (<c>chown_uploads</c>).</summary>
/// <param name="Owner">User id; the group stays.</param>
/// <param name="Mode">Permission bits that the file gets.</param>
public readonly record struct Handover(uint Owner, int Mode);
