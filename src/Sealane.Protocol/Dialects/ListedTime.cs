namespace Sealane.Protocol.Dialects;

/// <summary>A time as a line tells it.</summary>
/// <param name="Value">UTC when <paramref name="IsLocal"/> is false.</param>
/// <param name="Precision">How exact.</param>
/// <param name="IsLocal">True in the server's own zone.</param>
internal readonly record struct ListedTime(DateTime Value, TimePrecision Precision, bool IsLocal = true);
