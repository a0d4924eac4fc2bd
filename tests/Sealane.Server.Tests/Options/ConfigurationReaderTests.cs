using System.Text;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Options;

public sealed class ConfigurationReaderTests
{
    [Theory]
    [InlineData("listen_port=2121")]
    [InlineData("  listen_port = 2121  ")]
    [InlineData("\tlisten_port\t=\t2121\t")]
    [InlineData("listen_port=2121\r\n")]
    [InlineData("\uFEFFlisten_port=2121\n")]
    [InlineData("# a comment\n\n  # another\n   \nlisten_port=2121")]
    [InlineData("listen_port=04111")]
    public void Blanks_line_ends_and_comments_do_not_matter(string content) =>
        Assert.Equal(2121, TestHost.Usable(content).Listen.Endpoints[0].EndPoint.Port);

    [Theory]
    [InlineData("YES", true)]
    [InlineData("yes", true)]
    [InlineData("True", true)]
    [InlineData("1", true)]
    [InlineData("NO", false)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    public void Flags_are_read_as_in_vsftpd(string value, bool expected) => Assert.Equal(expected, TestHost.Usable($"hide_ids={value}").Listings.HideIds);

    [Theory]
    [InlineData("hide_ids=on", "wants YES or NO, not 'on'.", "Write hide_ids=YES.")]
    [InlineData("hide_ids=", "wants YES or NO, not ''.", "")]
    [InlineData("hide_ids=YES # really", "wants YES or NO, not 'YES # really'.", "A comment needs a line of its own.")]
    [InlineData("listen_port=ftp", "wants a port, not 'ftp'.", "")]
    [InlineData("listen_port=0", "wants a port from 1 to 65535, not '0'.", "")]
    [InlineData("listen_port=65536", "wants a port from 1 to 65535, not '65536'.", "")]
    [InlineData("max_clients=-1", "wants a whole number, not '-1'.", "")]
    [InlineData("max_clients=089", "a number that begins with 0 is octal, and '089' has a digit above 7.", "Write 89.")]
    [InlineData("max_clients=99999999999999999999", "wants a whole number, not '99999999999999999999'.", "")]
    [InlineData("idle_session_timeout=5m", "wants a whole number of seconds, not '5m'.", "")]
    [InlineData("accept_timeout=0", "wants a whole number of seconds from 1 to 86400, not '0'.", "")]
    [InlineData("local_umask=777", "without a leading 0, 777 is decimal and no set of permission bits.", "Write 0777.")]
    [InlineData("local_umask=01000", "wants permission bits, such as 022, at most 0777, not '01000'.", "")]
    [InlineData("listen_address=127.1", "wants a numeric IP address, not '127.1'.", "")]
    [InlineData("listen_address=\"127.0.0.1\"", "wants a numeric IP address, not '\"127.0.0.1\"'.", "Leave out the quotes.")]
    [InlineData("require_ssl_reuse=MAYBE", "wants YES, NO or PREFER, not 'MAYBE'.", "")]
    [InlineData("cmds_denied=DELE,R!", "'R!' is no FTP verb.", "Write verbs with commas between, such as RETR,STOR.")]
    [InlineData("banner_file=\"/etc/motd\"", "the quotes in '\"/etc/motd\"' would be part of the path.", "Leave out the quotes.")]
    public void A_bad_value_is_named_with_its_line_and_what_to_write(string line, string message, string fix)
    {
        Diagnostic error = TestHost.Error("# heading\n" + line);
        Assert.Equal(("/etc/test.conf", 2, line[..line.IndexOf('=', StringComparison.Ordinal)]), (error.File, error.Line, error.Option));
        Assert.Equal((message, fix), (error.Message, error.Fix));
    }

    [Theory]
    [InlineData("listen", "wants name=value, not 'listen'.")]
    [InlineData("=YES", "wants name=value, not '=YES'.")]
    [InlineData("ftpd_banner=a\u0001b", "the line holds a control character.")]
    [InlineData("ftpd_banner=a\0b", "the line holds a control character.")]
    public void A_line_that_is_no_setting_is_an_error(string line, string message) => Assert.Equal(message, TestHost.Error(line).Message);

    [Fact]
    public void Bytes_that_are_not_utf8_are_an_error_of_their_line()
    {
        Diagnostic error = TestHost.Error(TestHost.Check([.. "listen=YES\nftpd_banner="u8, 0xE9, .. "\n"u8]));
        Assert.Equal((2, "the line is not UTF-8."), (error.Line, error.Message));
    }

    [Fact]
    public void Size_is_bounded_for_lines_and_for_the_file()
    {
        Assert.NotNull(TestHost.Check("ftpd_banner=" + new string('x', ConfigurationReader.LongestLine - 12)).Options);
        Assert.Equal("the line is longer than 4096 bytes.", TestHost.Error("ftpd_banner=" + new string('x', ConfigurationReader.LongestLine - 11)).Message);
        Assert.NotNull(TestHost.Check(new string('\n', ConfigurationReader.LongestFile)).Options);
        Assert.StartsWith("is longer than 100000 bytes", TestHost.Error(new string('\n', ConfigurationReader.LongestFile + 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_of_several_wins_with_a_warning()
    {
        Diagnostic warning = TestHost.Warning("ssl_tlsv12", "ssl_tlsv12=YES\nssl_tlsv1_2=NO");
        Assert.Equal((2, "is set a second time (first in line 1); this one wins."), (warning.Line, warning.Message));
        Assert.False(TestHost.Usable("ssl_tlsv12=YES\nssl_tlsv1_2=NO").Tls.Tls12);
    }

    [Fact]
    public void The_command_line_comes_after_the_file_in_order_and_without_a_warning()
    {
        LoadedConfiguration loaded = TestHost.Check("max_clients=1", "max_clients=2", " max_clients = 3 ");
        Assert.Equal(3, loaded.Options!.Limits.MaxClients);
        Assert.Empty(loaded.Diagnostics);
        Assert.Equal("-o", loaded.Rows.Single(row => row.Option.Name == "max_clients").Origin!.ToString());
    }

    [Theory]
    [InlineData("max_clients=x", "-omax_clients: error: wants a whole number, not 'x'.")]
    [InlineData("max_cleints=1", "-omax_cleints: error: there is no option 'max_cleints'. Did you mean max_clients?")]
    [InlineData("max_clients", "-omax_clients: error: wants NAME=VALUE, not 'max_clients'.")]
    [InlineData("a\nb=1", "-o: error: holds a control character.")]
    public void A_bad_setting_on_the_command_line_is_named(string setting, string expected) => Assert.Equal(expected, TestHost.Error("", setting).ToString());

    [Fact]
    public void A_decimal_umask_means_what_it_means_in_vsftpd_and_is_warned_about()
    {
        Assert.Equal("Write 026, or 022 if that is what you meant.", TestHost.Warning("local_umask", "local_umask=22").Fix);
        Assert.Equal(22, TestHost.Usable("local_umask=22").Uploads.Umask);
        Assert.Equal(18, TestHost.Usable("local_umask=022").Uploads.Umask);
        Assert.Equal("Write 022.", TestHost.Warning("local_umask", "local_umask=18").Fix);
    }

    [Fact]
    public void Terminal_escapes_of_a_command_line_never_reach_the_terminal()
    {
        Assert.DoesNotContain('\u001b', TestHost.Error("", "list\u001b[31m=1").ToString());
        Assert.DoesNotContain('\u202e', TestHost.Error("\u202eabc=1").ToString());
    }

    [Fact]
    public void No_bytes_whatsoever_make_it_throw()
    {
        string[] pieces = [.. OptionCatalog.Names, "=", "=", "\n", "\n", "\r\n", "YES", "0", "07", "65535", "/tmp", "::1", "sqlite:", "postgres://u:p@h", "#", " ", "\t", "\0", "\"", "%", "🐟", "compat=vsftpd\n"];
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            List<byte> bytes = [];
            for (int length = random.Next(40); length > 0; length--)
            {
                bytes.AddRange(random.Next(6) == 0 ? [(byte)random.Next(256)] : Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
            }

            string command = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => pieces[random.Next(pieces.Length)]));
            LoadedConfiguration loaded = TestHost.Check([.. bytes], command);
            Assert.Equal(loaded.Options is null, loaded.Diagnostics.Any(d => d.Severity == Severity.Error));
            Assert.DoesNotContain(loaded.Diagnostics, d => d.ToString().Any(char.IsControl));
        }
    }
}
