namespace Sealane.Package.Tests;

/// <summary>Shells, asked what they would offer.</summary>
internal static class Shells
{
    /// <summary>Whether a shell is installed; missing where it was promised it fails the test.</summary>
    public static bool Has(string shell)
    {
        bool found = File.Exists("/usr/bin/" + shell);
        Assert.True(found || Environment.GetEnvironmentVariable("SEALANE_REQUIRE_CLIENTS") != "1", $"{shell} is not installed: apt-get install {shell}");
        return found;
    }

    /// <param name="script">The completion's file.</param>
    /// <param name="words">What was typed; the last is what is to be completed.</param>
    public static async Task<string[]> BashAsync(string script, IReadOnlyList<string> words) => Lines(await Tool.RunAsync("/bin/bash", [
        "--norc", "--noprofile", "-uc", "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _\"$1\"; printf '%s\\n' ${COMPREPLY[@]+\"${COMPREPLY[@]}\"}", "bash", script, .. words]));

    public static async Task<string[]> FishAsync(string script, string typed) =>
        [.. Lines(await Tool.RunAsync("/usr/bin/fish", ["--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script, typed])).Select(line => line.Split('\t')[0])];

    /// <summary>The functions of zsh's completion system are replaced by ones that print what they are given.</summary>
    public static async Task<string[]> ZshAsync(string script, IReadOnlyList<string> words) => [.. Lines(await Tool.RunAsync("/usr/bin/zsh", [
        "-f", "-c",
        """
        _describe() { [[ $1 == -o ]] && shift; local each; for each in "${(@P)2}"; do [[ ${each%%:*} == $PREFIX* ]] && print -r -- "${each%%:*}"; done; return 0 }
        _files() { print -r -- "FILES" }
        _hosts() { : }
        _message() { : }
        compadd() { shift; print -rl -- "$@" }
        file=$1; shift
        words=("$@"); CURRENT=$#words; PREFIX=$words[CURRENT]
        source $file
        """,
        "zsh", script, .. words]))];

    private static string[] Lines(ToolRun run)
    {
        string said = run.Succeeded();
        Assert.Equal("", run.Error);
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
