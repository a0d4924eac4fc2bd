using System.Text;

namespace Sealane.Packaging;

/// <summary>Completion for fish, with descriptions.</summary>
internal static class FishCompletion
{
    public static string Of(CommandNode program)
    {
        string function = $"__{program.Name}_at";
        string[] places = [.. program.Walk().Skip(1).Select(step => Quoted(Place(step.Path)))];
        var script = new StringBuilder($$"""
            # fish completion for {{program.Name}}; written from its own command line

            function {{function}} --description 'whether the words so far lead to this place'
                set -l place ''
                for word in (commandline -opc)[2..-1]
                    if contains -- "$place $word" {{string.Join(' ', places)}}
                        set place "$place $word"
                    end
                end
                test "$place" = "$argv[1]"
            end


            """);
        foreach ((IReadOnlyList<string> path, CommandNode node) in program.Walk())
        {
            string start = $"complete -c {program.Name} -n {Quoted($"{function} {Quoted(Place(path))}")}";
            foreach (CommandNode child in node.Children)
            {
                script.Append($"{start} -f -a {child.Name} -d {Quoted(child.Description.TrimEnd('.'))}\n");
            }

            foreach (OptionNode option in node.Options)
            {
                script.Append($"{start} {string.Join(' ', option.Names.Select(Spelling))}{Value(option)} -d {Quoted(option.Description.TrimEnd('.'))}\n");
            }
        }

        return script.ToString();
    }

    private static string Spelling(string name) =>
        name.StartsWith("--", StringComparison.Ordinal) ? "-l " + name[2..] : name.Length == 2 ? "-s " + name[1..] : "-o " + name[1..];

    private static string Value(OptionNode option) =>
        option.Value is null ? ""
        : option.Words.Count > 0 ? $" -x -a {Quoted(string.Join(' ', option.Words))}"
        : option.IsDirectory ? " -x -a '(__fish_complete_directories)'"
        : option.IsFile ? " -r -F"
        : " -x";

    private static string Place(IReadOnlyList<string> path) => string.Concat(path.Skip(1).Select(word => " " + word));

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
