using Sealane.Server.Accounts;

namespace Sealane.Server.Tests.Accounts;

public sealed class PermissionListTests
{
    [Theory]
    [InlineData("read", Permissions.Read)]
    [InlineData("list,read", Permissions.Read | Permissions.List)]
    [InlineData("READ, Write ,list,delete,rename,mkdir", Permissions.All)]
    [InlineData("upload-only", Permissions.UploadOnly)]
    [InlineData("none", Permissions.None)]
    public void Words_become_permissions_and_words_again(string text, Permissions expected)
    {
        Assert.True(PermissionList.TryParse(text, out Permissions permissions, out _));
        Assert.Equal(expected, permissions);
        Assert.True(PermissionList.TryParse(PermissionList.Format(permissions), out Permissions again, out _));
        Assert.Equal(expected, again);
    }

    [Theory]
    [InlineData("reed", "reed")]
    [InlineData("read,exec", "exec")]
    [InlineData("upload-only,read", "upload-only")]
    [InlineData("none,read", "none")]
    [InlineData("", "")]
    [InlineData(",", "")]
    public void An_unknown_word_is_named(string text, string word)
    {
        Assert.False(PermissionList.TryParse(text, out _, out string unknown));
        Assert.Equal(word, unknown);
    }
}
