namespace Sealane.Interop.Tests.Files;

/// <summary>A conversation with a running server, line by line (<c>Scripts/ftp_lines.py</c>).</summary>
internal static class Lines
{
    /// <summary>What the server answers to each line; the answers to greeting and login left out.</summary>
    public static async Task<string[]> AskAsync(Site site, params string[] lines) => (await AllAsync(site, Site.User, Site.Password, lines))[2..];

    /// <summary>The same, greeting and login reply first.</summary>
    public static async Task<string[]> AllAsync(Site site, string user, string password, params string[] lines)
    {
        ToolRun run = await Tool.RunAsync(
            "python3",
            [Path.Combine(AppContext.BaseDirectory, "Scripts", "ftp_lines.py"), "localhost", Site.Text(site.Port), user, password, site.Authority],
            string.Join('\n', lines));
        string[] answers = run.Succeeded().TrimEnd('\n').Split('\n');
        Assert.True(answers.Length == lines.Length + 2, run.ToString());
        return answers;
    }
}
