using Sealane.Server.Accounts.Local;
using Sealane.Server.Options;
using Sealane.Server.Tests.Options;

namespace Sealane.Server.Tests.Accounts.Local;

public sealed class HomeRulesTests
{
    [Theory]
    [InlineData("", false, "/home/al", "/", "/home/al")]
    [InlineData("", true, "/home/al", "/home/al", "/")]
    [InlineData("", true, "/srv/./al", "/srv/./al", "/")]
    [InlineData("passwd_chroot_enable=YES", true, "/srv/./al/in", "/srv", "/al/in")]
    [InlineData("passwd_chroot_enable=YES", true, "/./srv/al", "/", "/srv/al")]
    [InlineData("passwd_chroot_enable=YES", false, "/srv/./al", "/", "/srv/al")]
    [InlineData("local_root=/data", true, "/home/al", "/data", "/")]
    [InlineData("local_root=/data", false, "/home/al", "/", "/data")]
    [InlineData("local_root=/unusable", true, "/home/al", "/home/al", "/")]
    [InlineData("local_root=/data/$U\nuser_sub_token=$U", true, "/home/al", "/data/al", "/")]
    [InlineData("local_root=/data/$U", true, "/home/al", "/data/$U", "/")]
    [InlineData("guest_enable=YES\nuser_sub_token=$U", true, "/guests/$U", "/guests/al", "/")]
    [InlineData("user_sub_token=$U", true, "/guests/$U", "/guests/$U", "/")]
    public void Root_and_first_directory_follow_the_options(string lines, bool jailed, string home, string root, string start)
    {
        LocalUserOptions options = TestHost.Usable("local_enable=YES\n" + lines).LocalUsers!;
        HomeRules rules = HomeRules.Of(options, home, "al", jailed, path => path != "/unusable");
        Assert.Equal((root, start), (rules.Root, rules.Start.ToString()));
    }
}
