namespace Quiver.Hamiltonians.States;

/// <summary>The basis states outside a space that an operator connects to it, with their second-order contributions.</summary>
internal sealed class Neighbours
{
    // Couplings H_ai c_i below this are left out, relative to an operator norm of order 10.
    private const double Screen = 1e-8;

    // An outside state no higher than the energy would have a contribution without bound.
    private const double SmallestGap = 1e-2;

    // Couplings gathered at a time: 24 bytes each.
    private const long MostAtOnce = 1 << 24;
    private const int Chunk = 64;
    private readonly List<ulong> states = [];
    private readonly List<double> contributions = [];

    private Neighbours()
    {
    }

    /// <summary>How many there are.</summary>
    public int Count => states.Count;

    /// <summary>Epstein and Nesbet's second-order correction of the energy, at most 0.</summary>
    public double Correction { get; private set; }

    /// <summary>Gathers them.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="space">Basis states, ascending.</param>
    /// <param name="vector">Amplitudes: real parts, then the imaginary ones if the operator is complex.</param>
    /// <param name="energy">The energy of the vector.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Neighbours Of(MaskedOperator op, ulong[] space, double[] vector, double energy, CancellationToken cancellationToken)
    {
        var result = new Neighbours();
        var inside = new BasisIndex(space);

        // Each pass takes the outside states with one remainder of a hash, so that memory is bounded.
        var passes = (int)((((long)space.Length * op.Masks.Length) / MostAtOnce) + 1);
        for (var pass = 0; pass < passes; pass++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunks = new (List<ulong> States, List<double> Re, List<double> Im)[(space.Length + Chunk - 1) / Chunk];
            var wanted = (uint)pass;
            Parallel.For(0, chunks.Length, new ParallelOptions { CancellationToken = cancellationToken }, c =>
            {
                var (found, re, im) = (new List<ulong>(), new List<double>(), new List<double>());
                for (var i = c * Chunk; i < Math.Min(space.Length, (c + 1) * Chunk); i++)
                {
                    var (a, b) = (vector[i], op.IsReal ? 0 : vector[space.Length + i]);
                    for (var m = 0; m < op.Masks.Length; m++)
                    {
                        var target = space[i] ^ op.Masks[m];
                        if (passes > 1 && (uint)((target * 0x9E3779B97F4A7C15) >> 40) % (uint)passes != wanted)
                        {
                            continue;
                        }

                        var (r, s) = op.Element(m, space[i]);
                        var (x, y) = ((r * a) - (s * b), (r * b) + (s * a));
                        if (Math.Abs(x) + Math.Abs(y) > Screen && inside.Find(target) < 0)
                        {
                            found.Add(target);
                            re.Add(x);
                            im.Add(y);
                        }
                    }
                }

                chunks[c] = (found, re, im);
            });
            result.Take(op, chunks, energy);
        }

        return result;
    }

    /// <summary>Those with the largest contributions; of equal ones the lower basis states.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="smallest">None with a contribution below this.</param>
    public ulong[] Best(int count, double smallest)
    {
        var order = Enumerable.Range(0, Count).ToArray();
        Array.Sort(order, (a, b) => contributions[a] != contributions[b]
            ? contributions[a].CompareTo(contributions[b]) : states[a].CompareTo(states[b]));
        var best = order.Take(count).TakeWhile(i => contributions[i] < -smallest).Select(i => states[i]).ToArray();
        return best.Length > 0 ? best : [states[order[0]]];
    }

    private void Take(MaskedOperator op, (List<ulong> States, List<double> Re, List<double> Im)[] chunks, double energy)
    {
        ulong[] keys = [.. chunks.SelectMany(c => c.States)];
        double[] re = [.. chunks.SelectMany(c => c.Re)];
        double[] im = op.IsReal ? [] : [.. chunks.SelectMany(c => c.Im)];
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        // Ties stay in no particular order, but always in the same.
        Array.Sort(keys, order);
        for (var i = 0; i < keys.Length;)
        {
            var (state, x, y) = (keys[i], 0.0, 0.0);
            for (; i < keys.Length && keys[i] == state; i++)
            {
                x += re[order[i]];
                y += op.IsReal ? 0 : im[order[i]];
            }

            var gap = Math.Max(op.Diagonal(state) - energy, SmallestGap);
            var contribution = -((x * x) + (y * y)) / gap;
            states.Add(state);
            contributions.Add(contribution);
            Correction += contribution;
        }
    }
}
