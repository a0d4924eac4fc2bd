using System.Reflection;
using Sealane.Server.Commands;
using Type = System.Type;

namespace Sealane.Server.Tests;

/// <summary>What every verb declares of itself.</summary>
public sealed class VerbTableTests
{
    [Fact]
    public void Every_verb_is_in_the_table()
    {
        Type[] verbs = [.. typeof(IVerb).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IVerb)) && type.IsClass)];
        var listed = VerbTable.All.Select(entry => entry.Spec).ToHashSet(ReferenceEqualityComparer.Instance);

        Assert.True(verbs.Length > 35, "the verbs were found");
        Assert.Empty(verbs.Where(verb => !listed.Contains(verb.GetProperty(nameof(IVerb.Spec), BindingFlags.Static | BindingFlags.Public)!.GetValue(null))).Select(verb => verb.Name));
        Assert.Equal(verbs.Length, VerbTable.All.Count);
    }

    [Fact]
    public void Verbs_that_change_files_say_so()
    {
        // MDTM and SITE change files only in one of their forms, and check there.
        string[] changing = ["STOR", "STOU", "APPE", "DELE", "RMD", "MKD", "RNFR", "RNTO", "MFMT"];
        Assert.Equal(changing.Order(), VerbTable.All.Where(entry => entry.Spec.Gates.HasFlag(Gate.Writes)).Select(entry => entry.Spec.Name).Order());
        Assert.All(VerbTable.All.Where(entry => entry.Spec.Gates.HasFlag(Gate.Writes) || entry.Spec.Gates.HasFlag(Gate.Data)), entry =>
        {
            Assert.True(entry.Spec.Gates.HasFlag(Gate.Login), entry.Spec.Name);
            Assert.NotEqual(Sealane.Server.Accounts.Permissions.None, entry.Spec.Permission);
        });
    }
}
