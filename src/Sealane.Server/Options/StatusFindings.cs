namespace Sealane.Server.Options;

/// <summary>Speaks up about settings that were made and do not do what they say.</summary>
internal static class StatusFindings
{
    internal static void Report(EffectiveSettings settings, DiagnosticSink diagnostics)
    {
        foreach (OptionDefinition option in OptionCatalog.All)
        {
            if (!settings.IsSet(option.Name) || ValueGrammar.Same(option, settings.Text(option.Name), option.Default))
            {
                continue;
            }

            SettingOrigin? origin = settings.Origin(option.Name);
            switch (option.Status)
            {
                case OptionStatus.NotYet when option.Needs is not null:
                    break; // it waits for that option, which is reported if it is set
                case OptionStatus.NotYet:
                    diagnostics.Warning(origin, option.Name, "not in effect yet.", option.Reason);
                    break;
                case OptionStatus.Ignored:
                    diagnostics.Note(origin, option.Name, "ignored.", option.Reason);
                    break;
            }
        }
    }
}
