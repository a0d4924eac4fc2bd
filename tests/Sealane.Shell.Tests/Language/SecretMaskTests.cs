using Sealane.Shell.Language;

namespace Sealane.Shell.Tests.Language;

public class SecretMaskTests
{
    [Theory]
    [InlineData("open -u joe,s3cret host", "open -u joe,XXXX host")]
    [InlineData("open -ujoe,s3cret host", "open -ujoe,XXXX host")]
    [InlineData("open --password s3cret host", "open --password XXXX host")]
    [InlineData("open --user=a --password=s3cret host", "open --user=a --password=XXXX host")]
    [InlineData("user joe s3cret", "user joe XXXX")]
    [InlineData("login joe s3cret; ls", "login joe XXXX; ls")]
    [InlineData("get ftp://joe:s3cret@h/x", "get ftp://joe:XXXX@h/x")]
    [InlineData("(open ftp://joe:s3cret@h; ls) &", "(open ftp://joe:XXXX@h; ls) &")]
    [InlineData("!curl ftp://joe:s3cret@h", "!curl ftp://joe:XXXX@h")]
    [InlineData("echo \"a\"  b", "echo \"a\"  b")]
    [InlineData("get ftp://joe@h/x:y", "get ftp://joe@h/x:y")]
    public void Passwords_are_replaced(string line, string shown) => Assert.Equal(shown, SecretMask.Line(line));
}
