using System.Text;

namespace Sealane.Packaging;

/// <summary>Completion for bash, without the package bash-completion.</summary>
internal static class BashCompletion
{
    public static string Of(CommandNode program)
    {
        string function = "_" + program.Name;
        var script = new StringBuilder($$"""
            # bash completion for {{program.Name}}; written from its own command line

            {{function}}() {
                local current=${COMP_WORDS[COMP_CWORD]} previous='' place='' word index words='' options=''
                ((COMP_CWORD > 0)) && previous=${COMP_WORDS[COMP_CWORD - 1]}
                COMPREPLY=()
                for ((index = 1; index < COMP_CWORD; index++)); do
                    word=${COMP_WORDS[index]}
                    case "$place $word" in

            """);
        string[] places = [.. program.Walk().Skip(1).Select(step => Quoted(Place(step.Path)))];
        script.Append($"            {string.Join(" | ", places)}) place=\"$place $word\" ;;\n");
        script.Append("        esac\n    done\n    case \"$place:$previous\" in\n");
        foreach (IGrouping<string, string> alike in Values(program).GroupBy(value => value.Action, value => value.Pattern))
        {
            script.Append($"        {string.Join(" | ", alike)})\n            {alike.Key}\n            return ;;\n");
        }

        script.Append("    esac\n    case \"$place\" in\n");
        foreach ((IReadOnlyList<string> path, CommandNode node) in program.Walk())
        {
            string words = Quoted(string.Join(' ', node.Children.Select(child => child.Name)));
            string options = Quoted(string.Join(' ', node.Options.SelectMany(option => option.Names)));
            script.Append($"        {Quoted(Place(path))}) words={words} options={options} ;;\n");
        }

        return script.Append($$"""
                esac
                [[ $current == -* ]] && words=$options
                mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
            }

            complete -o bashdefault -o default -F {{function}} {{program.Name}}

            """).ToString();
    }

    // What completes an option's value. Nothing at all means names of files.
    private static IEnumerable<(string Action, string Pattern)> Values(CommandNode program) =>
        from step in program.Walk()
        from option in step.Node.Options
        where option.Value is not null
        from name in option.Names
        select (Action(option), Quoted($"{Place(step.Path)}:{name}"));

    private static string Action(OptionNode option) =>
        option.Words.Count > 0 ? $"mapfile -t COMPREPLY < <(compgen -W {Quoted(string.Join(' ', option.Words))} -- \"$current\")"
        : option.IsDirectory ? "compopt -o filenames 2>/dev/null\n            mapfile -t COMPREPLY < <(compgen -d -- \"$current\")"
        : ":";

    // The words behind the program's name, each after a blank.
    private static string Place(IReadOnlyList<string> path) => string.Concat(path.Skip(1).Select(word => " " + word));

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
