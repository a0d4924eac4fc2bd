using Sealane.Shell.OneShots;

if (args is [{ } first, ..] && OneShotTable.Find(first) is { } oneShot)
{
    return await oneShot(args[1..]);
}

Console.Error.WriteLine("ftps: name a command: get, put, ls, cat, rm, mkdir, mv, mirror, hash, trust, doctor");
return ExitCode.Usage;
