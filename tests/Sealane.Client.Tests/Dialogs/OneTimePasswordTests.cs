using System.Text;
using Sealane.Client.Control;
using Sealane.Client.Tests.Support;
using Sealane.Protocol;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>Answers to challenges (RFC 2289), and what is never said instead of them.</summary>
public sealed class OneTimePasswordTests : DialogTests
{
    // RFC 2289 appendix C.
    [Theory]
    [InlineData("md4", 0, "This is a test.", "TeSt", "D1854218EBBB0B51")]
    [InlineData("md4", 1, "This is a test.", "TeSt", "63473EF01CD0B444")]
    [InlineData("md4", 99, "This is a test.", "TeSt", "C5E612776E6C237A")]
    [InlineData("md4", 0, "AbCdEfGhIjK", "alpha1", "50076F47EB1ADE4E")]
    [InlineData("md4", 1, "AbCdEfGhIjK", "alpha1", "65D20D1949B5F7AB")]
    [InlineData("md4", 99, "AbCdEfGhIjK", "alpha1", "D150C82CCE6F62D1")]
    [InlineData("md4", 0, "OTP's are good", "correct", "849C79D4F6F55388")]
    [InlineData("md4", 1, "OTP's are good", "correct", "8C0992FB250847B1")]
    [InlineData("md4", 99, "OTP's are good", "correct", "3F3BF4B4145FD74B")]
    [InlineData("md5", 0, "This is a test.", "TeSt", "9E876134D90499DD")]
    [InlineData("md5", 1, "This is a test.", "TeSt", "7965E05436F5029F")]
    [InlineData("md5", 99, "This is a test.", "TeSt", "50FE1962C4965880")]
    [InlineData("md5", 0, "AbCdEfGhIjK", "alpha1", "87066DD9644BF206")]
    [InlineData("md5", 1, "AbCdEfGhIjK", "alpha1", "7CD34C1040ADD14B")]
    [InlineData("md5", 99, "AbCdEfGhIjK", "alpha1", "5AA37A81F212146C")]
    [InlineData("md5", 0, "OTP's are good", "correct", "F205753943DE4CF9")]
    [InlineData("md5", 1, "OTP's are good", "correct", "DDCDAC956F234937")]
    [InlineData("md5", 99, "OTP's are good", "correct", "B203E28FA525BE47")]
    [InlineData("sha1", 0, "This is a test.", "TeSt", "BB9E6AE1979D8FF4")]
    [InlineData("sha1", 1, "This is a test.", "TeSt", "63D936639734385B")]
    [InlineData("sha1", 99, "This is a test.", "TeSt", "87FEC7768B73CCF9")]
    [InlineData("sha1", 0, "AbCdEfGhIjK", "alpha1", "AD85F658EBE383C9")]
    [InlineData("sha1", 1, "AbCdEfGhIjK", "alpha1", "D07CE229B5CF119B")]
    [InlineData("sha1", 99, "AbCdEfGhIjK", "alpha1", "27BC71035AAF3DC6")]
    [InlineData("sha1", 0, "OTP's are good", "correct", "D51F3E99BF8E6F0B")]
    [InlineData("sha1", 1, "OTP's are good", "correct", "82AEB52D943774E4")]
    [InlineData("sha1", 99, "OTP's are good", "correct", "4F296A74FE1567EC")]
    public void Answers_are_those_of_the_standard(string function, int count, string password, string seed, string answer) =>
        Assert.Equal(answer, new OneTimeChallenge(function, count, seed.ToLowerInvariant()).Answer(new Secret(password)));

    [Theory]
    [InlineData("Response to otp-md5 99 TeSt ext required for u.", "md5 99 test")]
    [InlineData("[ otp-sha1 5 ke1234 ] Password:", "sha1 5 ke1234")]
    [InlineData("s/key 98 agd5:", "md4 98 agd5")]
    [InlineData("S/Key MD5 98 agd5", "md5 98 agd5")]
    [InlineData("opiekey 98 agd5", "md5 98 agd5")]
    [InlineData("md5 98 agd5", null)]
    [InlineData("otp-md5 0 test", null)]
    [InlineData("otp-md5 10000 test", null)]
    [InlineData("otp-md5 99 with-hyphen", null)]
    [InlineData("otp-md5 99 seventeenletters1", null)]
    [InlineData("otp-md6 99 test", null)]
    [InlineData("otp-md5 99", null)]
    [InlineData("Password required for u", null)]
    public void Challenges_are_found_in_words(string text, string? found) =>
        Assert.Equal(found, OneTimeChallenge.Find(Encoding.UTF8.GetBytes(text)) is { } challenge ? $"{challenge.Function} {challenge.Count} {challenge.Seed}" : null);

    [Theory]
    [InlineData(OneTimePassword.WhenAsked, "[ otp-md5 99 TeSt ] or password", "50FE1962C4965880")]
    [InlineData(OneTimePassword.Only, "s/key 99 TeSt", "C5E612776E6C237A")]
    [InlineData(OneTimePassword.WhenAsked, "password", "This is a test.")]
    [InlineData(OneTimePassword.Never, "otp-md5 99 TeSt", "This is a test.")]
    public async Task The_password_or_its_answer_is_sent(OneTimePassword use, string asked, string said)
    {
        await using ScriptedServer server = ScriptedServer.Play(Login($"C: USER u\nS: 331 {asked}\nC: PASS {said}\nS: 230 in"));
        await using FtpsClient client = await FtpsClient.ConnectAsync(
            Options(server) with { Password = new Secret("This is a test."), Commands = new CommandUse { OneTimePassword = use } }, Cancellation);
        await StillWorksAsync(client);
        Assert.Contains("Sent: PASS ***", Trace);
    }

    [Fact]
    public async Task A_server_that_asks_for_the_password_itself_does_not_get_it_if_only_answers_may_be_sent()
    {
        await using ScriptedServer server = ScriptedServer.Play(Login("C: USER u\nS: 331 password\nX: wait"));
        FtpsException e = await FailsAsync(() => FtpsClient.ConnectAsync(Options(server) with { Commands = new CommandUse { OneTimePassword = OneTimePassword.Only } }, Cancellation));
        Assert.Equal(FtpsFailure.Login, e.Failure);
        Assert.Contains("was not sent", e.Message, StringComparison.Ordinal);
        await server.FinishAsync();
        Assert.DoesNotContain("PASS", server.Transcript.ToString(), StringComparison.Ordinal);
    }

    private static string Login(string dialog) =>
        $"S: 220 ready\nA: FEAT 500 no\nA: PBSZ 200 ok\nA: PROT 200 ok\nA: TYPE 200 ok\nA: NOOP 200 ok\nA: QUIT 221 bye\nC: AUTH TLS\nS: 234 go\nT:\n{dialog}";
}
