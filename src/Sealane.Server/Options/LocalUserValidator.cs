namespace Sealane.Server.Options;

/// <summary>Checks that the system's users can log in as configured, and the lists that decide about single users.</summary>
internal sealed class LocalUserValidator(EffectiveSettings settings, HostFacts host, DiagnosticSink diagnostics)
{
    internal void Validate()
    {
        if (settings.Flag("userlist_enable"))
        {
            CheckList("userlist_file", settings.Flag("userlist_deny") ? "nobody would be refused" : "nobody would be admitted", "userlist_enable=NO");
        }

        if (!settings.Flag("local_enable"))
        {
            return;
        }

        if (host.LocalUserFault(settings.IsSet("pam_service_name") ? settings.Text("pam_service_name") : null) is var (message, fix))
        {
            diagnostics.Error(settings.Origin("local_enable"), "local_enable", message, fix);
        }

        if (settings.Flag("chroot_list_enable"))
        {
            CheckList("chroot_list_file", "nobody could be judged by it", "chroot_list_enable=NO");
        }

        if (!settings.Flag("chroot_local_user") && !settings.Flag("chroot_list_enable"))
        {
            diagnostics.Note(
                settings.Origin("local_enable"), "local_enable", "users see the whole file system, as far as their own permissions reach.", "chroot_local_user=YES shuts them into their homes.");
        }

        CheckGuests();
    }

    private void CheckGuests()
    {
        if (settings.IsSet("user_sub_token") && settings.Text("user_sub_token").Length > 0 && !settings.Flag("guest_enable") && settings.Text("local_root").Length == 0)
        {
            diagnostics.Warning(settings.Origin("user_sub_token"), "user_sub_token", "has no effect without local_root or guest_enable=YES.");
        }

        if (settings.Flag("guest_enable") && host.FindUser(settings.Text("guest_username")) is not { Id: not 0 })
        {
            diagnostics.Error(
                settings.Origin("guest_username") ?? settings.Origin("guest_enable"), "guest_username", $"{DiagnosticSink.Quote(settings.Text("guest_username"))} is no system user whom guests could act as.", "Name one that is not root.");
        }
    }

    private void CheckList(string option, string consequence, string without)
    {
        string path = settings.Path(option)!;
        string quoted = DiagnosticSink.Quote(path);
        switch (host.Probe(path))
        {
            case FileCondition.Missing:
                diagnostics.Error(settings.Origin(option), option, $"there is no file {quoted}, and {consequence}.", $"Make it, one name a line, or write {without}.");
                break;
            case FileCondition.Directory:
                diagnostics.Error(settings.Origin(option), option, $"{quoted} is a directory.", "Name a file, one name a line.");
                break;
            case FileCondition.Unreadable:
                diagnostics.Error(settings.Origin(option), option, $"{quoted} cannot be read by the user that runs ftpsd.", "Change its owner or mode.");
                break;
        }
    }
}
