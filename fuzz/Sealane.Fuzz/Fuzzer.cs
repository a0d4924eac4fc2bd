namespace Sealane.Fuzz;

/// <summary>An input that breaks a target.</summary>
/// <param name="Target">Name of the target.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Iteration">How many inputs were tried before.</param>
/// <param name="Input">The input, made as short as a simple search could.</param>
/// <param name="Error">What went wrong with the input as first found.</param>
internal sealed record Finding(string Target, ulong Seed, long Iteration, byte[] Input, Exception Error);

/// <summary>Feeds a target with its corpus and then with mutations. Deterministic: the same seed, corpus and number of iterations do the same.</summary>
internal sealed class Fuzzer
{
    // Enough to mutate from; the kinds of behaviour that targets tell apart are fewer.
    private const int MaxPool = 4096;

    private readonly FuzzTarget _target;
    private readonly ulong _seed;
    private readonly SeededRandom _random;
    private readonly Mutator _mutator;
    private readonly List<byte[]> _pool;
    private readonly int _corpusLength;
    private readonly HashSet<int> _behaviours = [];

    /// <param name="target">What is tried.</param>
    /// <param name="corpus">Inputs to begin with; each is run as it is first.</param>
    /// <param name="seed">Decides every mutation.</param>
    public Fuzzer(FuzzTarget target, IEnumerable<byte[]> corpus, ulong seed)
    {
        _target = target;
        _seed = seed;
        _random = new SeededRandom(seed);
        _mutator = new Mutator(_random, target.Dictionary, target.MaxLength);
        _pool = [[], .. corpus];
        _corpusLength = _pool.Count;
    }

    /// <summary>Inputs run so far.</summary>
    public long Iterations { get; private set; }

    /// <summary>Kinds of behaviour seen so far.</summary>
    public int Behaviours => _behaviours.Count;

    /// <summary>Runs some more inputs.</summary>
    /// <returns>The first finding, or null.</returns>
    public Finding? Run(int iterations)
    {
        for (int i = 0; i < iterations; i++, Iterations++)
        {
            byte[] input = Iterations < _corpusLength ? _pool[(int)Iterations] : _mutator.Mutate(_random.Pick(_pool), _random.Pick(_pool));
            if (Try(input, out int behaviour) is { } error)
            {
                return new Finding(_target.Name, _seed, Iterations, Shorten(input), error);
            }

            if (_behaviours.Add(behaviour) && Iterations >= _corpusLength && _pool.Count < MaxPool)
            {
                _pool.Add(input);
            }
        }

        return null;
    }

    private Exception? Try(byte[] input, out int behaviour)
    {
        behaviour = 0;
        try
        {
            behaviour = _target.Run(input);
            return null;
        }
#pragma warning disable CA1031 // Whatever a target throws is what we are looking for.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
    }

    // Drops ever smaller pieces as long as the rest still fails.
    private byte[] Shorten(byte[] input)
    {
        for (int piece = Math.Max(1, input.Length / 2); piece > 0; piece /= 2)
        {
            for (int at = 0; at < input.Length;)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(input.Length, at + piece))];
                if (Try(shorter, out _) is not null)
                {
                    input = shorter;
                }
                else
                {
                    at += piece;
                }
            }
        }

        return input;
    }
}
