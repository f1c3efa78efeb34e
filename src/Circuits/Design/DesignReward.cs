using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using static TorchSharp.torch;

namespace Quiver.Circuits.Design;

/// <summary>
/// The reward of circuits: angles are fitted when a circuit is first asked for, in parallel, and remembered under its
/// canonical word.
/// </summary>
public sealed class DesignReward : Reward
{
    private readonly GateSet gates;
    private readonly Circuit reference;
    private readonly int threads;
    private readonly int starts;
    private readonly ConcurrentBag<CircuitFitter> fitters = [];
    private readonly Dictionary<string, DesignResult> known = new(StringComparer.Ordinal);
    private readonly Func<CircuitFitter> create;
    private readonly Func<IReadOnlyList<Circuit>, double[]>? energies;
    private readonly Action<DesignResult>? fitted;
    private long work;

    /// <summary>Creates the reward.</summary>
    /// <param name="problem">What the circuits are for.</param>
    /// <param name="gates">The gate set of the words.</param>
    /// <param name="score">Turns costs into rewards.</param>
    /// <param name="threads">Threads for fitting.</param>
    /// <param name="starts">Random starts of a fit, beside the warm one.</param>
    /// <param name="energies">Gives the costs of circuits with bound angles in place of the fitted ones; null for none.</param>
    /// <param name="fitted">Told of every circuit fitted, in a fixed order; may be null.</param>
    public DesignReward(
        CircuitProblem problem,
        GateSet gates,
        DesignScore score,
        int threads,
        int starts = 1,
        Func<IReadOnlyList<Circuit>, double[]>? energies = null,
        Action<DesignResult>? fitted = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(starts, 1);
        this.gates = gates;
        reference = problem?.Reference ?? throw new ArgumentNullException(nameof(problem));
        this.threads = threads;
        this.starts = starts;
        this.energies = energies;
        this.fitted = fitted;
        Score = score;
        create = () => new CircuitFitter(problem, gates, score);
    }

    /// <summary>Turns costs into rewards.</summary>
    public DesignScore Score { get; private set; }

    /// <summary>Circuits fitted.</summary>
    public long Fits { get; private set; }

    /// <summary>Circuits asked for again.</summary>
    public long Hits { get; private set; }

    /// <summary>Turns costs into rewards in another way from now on; remembered costs stay.</summary>
    /// <param name="score">The new way.</param>
    public void Rescore(DesignScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        Score = score;
    }

    /// <summary>Work of all fits, in units of about a nanosecond of one core.</summary>
    public long Work => work;

    /// <inheritdoc/>
    public override Tensor LogReward(Tensor states, Tensor? conditions)
    {
        ArgumentNullException.ThrowIfNull(states);
        using var host = states.cpu().contiguous();
        var numbers = MemoryMarshal.Cast<byte, long>(host.bytes);
        var (rows, width) = ((int)states.shape[0], (int)states.shape[1]);
        var words = new long[rows][];
        for (var r = 0; r < rows; r++)
        {
            var word = numbers.Slice(r * width, width);
            words[r] = word[..CanonicalWord.Length(word)].ToArray();
        }

        return tensor(Evaluate(words).Select(LogReward).ToArray(), ScalarType.Float64, states.device);
    }

    /// <summary>Fits circuits that are not known yet.</summary>
    /// <param name="words">Canonical words without padding.</param>
    /// <returns>The fitted circuits, in the same order.</returns>
    public DesignResult[] Evaluate(IReadOnlyList<long[]> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var names = words.Select(w => string.Join(',', w)).ToArray();
        var fresh = new List<int>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            if (known.ContainsKey(names[i]))
            {
                Hits++;
            }
            else if (asked.Add(names[i]))
            {
                fresh.Add(i);
            }
        }

        // Warm starts are looked up before anything is fitted: results do not depend on the order of threads.
        var warm = fresh.Select(i => WarmStart(words[i])).ToArray();
        var results = new DesignResult[fresh.Count];
        Parallel.For(0, fresh.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, f =>
        {
            if (!fitters.TryTake(out var fitter))
            {
                fitter = create();
            }

            var word = words[fresh[f]];
            var before = fitter.Work;
            results[f] = fitter.FitBest(word, new Random(SeedMixing.Word(word)), starts, warm[f]);
            Interlocked.Add(ref work, fitter.Work - before);
            fitters.Add(fitter);
        });
        Fits += fresh.Count;
        if (energies is not null && results.Length > 0)
        {
            var costs = energies([.. results.Select(r => gates.Build(r.Word.AsSpan(), reference).Bind(r.Angles.AsSpan()))]);
            results = [.. results.Zip(costs, (r, c) => r with { Cost = c })];
        }

        for (var f = 0; f < fresh.Count; f++)
        {
            results[f] = results[f] with { LogReward = LogReward(results[f]) };
            known[names[fresh[f]]] = results[f];
            fitted?.Invoke(results[f]);
        }

        return names.Select(n => known[n]).ToArray();
    }

    /// <summary>The log reward of a fitted circuit under the present score.</summary>
    /// <param name="result">The circuit.</param>
    /// <returns>log R.</returns>
    public double LogReward(DesignResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Score.LogReward(result.Cost, result.Cx, result.Depth, result.Parameters, result.Gates);
    }

    /// <summary>Writes what is known into a checkpoint.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.WriteCircuits(known.Values);
        writer.Write(Fits);
        writer.Write(Hits);
        writer.Write(work);
    }

    /// <summary>Puts back what <see cref="Write"/> wrote.</summary>
    internal void Read(BinaryReader reader)
    {
        known.Clear();
        foreach (var circuit in reader.ReadCircuits())
        {
            known.Add(string.Join(',', circuit.Word), circuit);
        }

        (Fits, Hits, work) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var fitter in fitters)
            {
                fitter.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    // The angles of the circuit without its last gate, the new one at zero.
    private double[]? WarmStart(long[] word)
    {
        if (word.Length == 0 || !known.TryGetValue(string.Join(',', word[..^1]), out var parent))
        {
            return null;
        }

        return gates.Gates[(int)word[^1]].HasAngle ? [.. parent.Angles, 0.01] : [.. parent.Angles];
    }
}
