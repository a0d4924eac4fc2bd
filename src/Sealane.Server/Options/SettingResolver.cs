namespace Sealane.Server.Options;

/// <summary>Turns settings into options: finds each name in the catalogue, checks each value by itself, lets the last of several win.</summary>
internal static class SettingResolver
{
    /// <summary>The settings that hold, by canonical name. What is wrong is reported and left out.</summary>
    internal static Dictionary<string, Setting> Resolve(IEnumerable<Setting> settings, DiagnosticSink diagnostics)
    {
        Dictionary<string, Setting> resolved = new(StringComparer.Ordinal);
        foreach (Setting setting in settings)
        {
            if (OptionCatalog.Find(setting.Name) is not { } option)
            {
                string? nearest = NearestName.Of(setting.Name, OptionCatalog.Names);
                diagnostics.Error(
                    setting.Origin,
                    null,
                    $"there is no option {DiagnosticSink.Quote(setting.Name)}.",
                    nearest is null ? "'ftpsd check --all' lists the options." : $"Did you mean {nearest}?");
                continue;
            }

            if (ValueGrammar.Fault(option, setting.Value) is var (message, fix))
            {
                diagnostics.Error(setting.Origin, option.Name, message, fix);
                continue;
            }

            WarnOfOctal(option, setting, diagnostics);
            if (resolved.TryGetValue(option.Name, out Setting? earlier) && !setting.Origin.IsCommandLine && earlier.Origin.File == setting.Origin.File)
            {
                diagnostics.Warning(
                    setting.Origin,
                    option.Name,
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"is set a second time (first in line {earlier.Origin.Line}); this one wins."),
                    "Remove one of them.");
            }

            resolved[option.Name] = setting with { Name = option.Name };
        }

        return resolved;
    }

    // vsftpd reads every number with a leading 0 as octal and every other as decimal. Both are followed, and neither is what people expect.
    private static void WarnOfOctal(OptionDefinition option, Setting setting, DiagnosticSink diagnostics)
    {
        bool isNumber = option.Kind is OptionKind.Count or OptionKind.Seconds or OptionKind.Port or OptionKind.Rate;
        if (isNumber && setting.Value.Length > 1 && setting.Value[0] == '0' && ValueGrammar.Number(setting.Value) is { } number)
        {
            string value = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            diagnostics.Warning(setting.Origin, option.Name, $"a number that begins with 0 is octal: {setting.Value} means {value}.", $"Write {value}.");
        }
        else if (option.Kind == OptionKind.Octal && setting.Value[0] != '0' && ValueGrammar.Number(setting.Value) is { } bits)
        {
            string value = "0" + Convert.ToString(bits, 8);
            string meant = ValueGrammar.Number("0" + setting.Value) is null ? "" : $", or 0{setting.Value} if that is what you meant";
            diagnostics.Warning(setting.Origin, option.Name, $"a number without a leading 0 is decimal: {setting.Value} means {value}.", $"Write {value}{meant}.");
        }
    }
}
