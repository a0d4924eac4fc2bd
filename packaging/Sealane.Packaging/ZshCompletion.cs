using System.Text;

namespace Sealane.Packaging;

/// <summary>Completion for zsh, with descriptions.</summary>
internal static class ZshCompletion
{
    public static string Of(CommandNode program)
    {
        string function = "_" + program.Name;
        var script = new StringBuilder($$"""
            #compdef {{program.Name}}
            # zsh completion for {{program.Name}}; written from its own command line

            {{function}}() {
                local place='' word
                local -a verbs options
                for word in "${(@)words[2,CURRENT-1]}"; do
                    case "$place $word" in

            """);
        string[] places = [.. program.Walk().Skip(1).Select(step => Quoted(Place(step.Path)))];
        script.Append($"            ({string.Join('|', places)}) place=\"$place $word\" ;;\n");
        script.Append("        esac\n    done\n    case \"$place:${words[CURRENT-1]}\" in\n");
        foreach (IGrouping<string, string> alike in Values(program).GroupBy(value => value.Action, value => value.Pattern))
        {
            script.Append($"        ({string.Join('|', alike)}) {alike.Key}; return ;;\n");
        }

        script.Append("    esac\n    case \"$place\" in\n");
        foreach ((IReadOnlyList<string> path, CommandNode node) in program.Walk())
        {
            string verbs = string.Join(' ', node.Children.Select(child => Described(child.Name, child.Description)));
            string options = string.Join(' ', node.Options.SelectMany(option => option.Names.Select(name => Described(name, option.Description))));
            script.Append($"        ({Quoted(Place(path))}) verbs=({verbs}) options=({options}) ;;\n");
        }

        return script.Append($$"""
                esac
                if [[ $PREFIX == -* ]]; then
                    _describe -o option options
                elif (($#verbs)); then
                    _describe command verbs
                {{(program.Children.Count > 0 && program.Operands.Count > 0 ? "    if [[ -z $place ]]; then _hosts; fi\n    " : "")}}else
                    _files
                fi
            }

            {{function}} "$@"

            """).ToString();
    }

    private static IEnumerable<(string Action, string Pattern)> Values(CommandNode program) =>
        from step in program.Walk()
        from option in step.Node.Options
        where option.Value is not null
        from name in option.Names
        select (Action(option), Quoted($"{Place(step.Path)}:{name}"));

    private static string Action(OptionNode option) =>
        option.Words.Count > 0 ? $"compadd -- {string.Join(' ', option.Words.Select(Quoted))}"
        : option.IsDirectory ? "_files -/"
        : option.IsFile ? "_files"
        : $"_message {Quoted(option.Value!)}";

    private static string Place(IReadOnlyList<string> path) => string.Concat(path.Skip(1).Select(word => " " + word));

    private static string Described(string word, string description) =>
        Quoted($"{word.Replace(":", "\\:", StringComparison.Ordinal)}:{description.TrimEnd('.')}");

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
