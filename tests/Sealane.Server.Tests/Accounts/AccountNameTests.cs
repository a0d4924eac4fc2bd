using Sealane.Server.Accounts;

namespace Sealane.Server.Tests.Accounts;

public sealed class AccountNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("alice")]
    [InlineData("alice@example.com")]
    [InlineData("night-backup_2.x")]
    [InlineData("олег")]
    [InlineData("山田")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Names_people_use_are_names(string name) => Assert.True(AccountName.IsValid(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("-rf")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a:b")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u001bb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u00a0b")]
    [InlineData("a\u200bb")]
    [InlineData("a\u202eb")]
    [InlineData("a\ufffdb")]
    [InlineData("a*")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("ääääääääääääääääääääääääääääääääx")]
    public void What_would_hurt_a_log_a_shell_or_a_directory_is_none(string? name) => Assert.False(AccountName.IsValid(name));

    [Fact]
    public void Half_a_character_is_no_name() => Assert.False(AccountName.IsValid("a\ud83d"));
}
