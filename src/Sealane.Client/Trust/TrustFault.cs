namespace Sealane.Client.Trust;

/// <summary>One thing that is wrong with a server.</summary>
/// <param name="Problem">Its kind.</param>
/// <param name="Sentence">What is wrong, escaped, without a full stop.</param>
internal sealed record TrustFault(TrustProblem Problem, string Sentence);
