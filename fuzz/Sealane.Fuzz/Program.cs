using System.Diagnostics;
using System.Globalization;
using Sealane.Fuzz;

// sealane-fuzz TARGET|all [--seconds N] [--seed N] [--input FILE]
// Exit: 0 nothing found, 1 a finding (its input is saved in the working directory), 2 not understood.
const string Usage = "usage: Sealane.Fuzz TARGET|all [--seconds N] [--seed N] [--input FILE]";

FuzzTarget[] targets = FuzzTargets.All.Where(t => args.Length > 0 && (args[0] == "all" || args[0] == t.Name)).ToArray();
double seconds = 10;
ulong seed = 1;
string? inputFile = null;
bool understood = targets.Length > 0 && args.Length % 2 == 1;
for (int i = 1; understood && i < args.Length; i += 2)
{
    understood = args[i] switch
    {
        "--seconds" => double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seconds),
        "--seed" => ulong.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seed),
        "--input" => (inputFile = args[i + 1]) is not null,
        _ => false,
    };
}

if (!understood)
{
    Console.Error.WriteLine(Usage);
    Console.Error.WriteLine("targets: " + string.Join(' ', FuzzTargets.All.Select(t => t.Name)));
    return 2;
}

if (inputFile is not null)
{
    foreach (FuzzTarget target in targets)
    {
        Console.WriteLine($"{target.Name}: behaviour {target.Run(File.ReadAllBytes(inputFile))}");
    }

    return 0;
}

bool found = false;
foreach (FuzzTarget target in targets)
{
    Fuzzer fuzzer = new(target, Corpus.Load(target.Name), seed);
    Stopwatch watch = Stopwatch.StartNew();
    Finding? finding = null;
    while (finding is null && watch.Elapsed.TotalSeconds < seconds)
    {
        finding = fuzzer.Run(1000);
    }

    Console.WriteLine($"{target.Name}: {fuzzer.Iterations} inputs, {fuzzer.Behaviours} behaviours, seed {seed}, {watch.Elapsed.TotalSeconds:0.0} s");
    if (finding is not null)
    {
        found = true;
        string file = $"finding-{finding.Target}-{finding.Seed}-{finding.Iteration}.bin";
        File.WriteAllBytes(file, finding.Input);
        Console.WriteLine($"FOUND in {finding.Target} with seed {finding.Seed} at input {finding.Iteration}, saved as {file}:");
        Console.WriteLine(finding.Error);
    }
}

return found ? 1 : 0;
