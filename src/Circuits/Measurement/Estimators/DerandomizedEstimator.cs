using System.Numerics;

namespace Quiver.Circuits.Measurement.Estimators;

/// <summary>
/// Derandomised shadows: letters are chosen qubit by qubit so that the expected sum of exp(-V / weight) over the terms falls most (Huang,
/// Kueng, Preskill, Phys. Rev. Lett. 127, 030503; V = eta/2 hits - ln(1 - nu / 3^left), eta 0.9, weights |c| over the largest).
/// </summary>
public sealed class DerandomizedEstimator : BasisListEstimator
{
    private const double Eta = 0.9;

    /// <inheritdoc/>
    public override string Name => "derandomized";

    private protected override List<(ulong X, ulong Z)> Choose(
        EstimationProblem problem, PauliBases bases, int shots, int seed, CancellationToken cancellationToken)
    {
        var (n, terms) = (bases.Qubits, bases.Count);
        var largest = problem.Terms.LargestCoefficient();
        var weight = problem.Terms.Coefficients.ToArray().Select(c => Math.Abs(c) / largest).ToArray();
        var nu = 1 - Math.Exp(-Eta / 2);
        var chance = Enumerable.Range(0, n + 1).Select(left => -Math.Log(1 - (nu / Math.Pow(3, left)))).ToArray();
        var touching = Enumerable.Range(0, n).Select(q => Enumerable.Range(0, terms).Where(t => bases.Letter(t, q) != 0).ToArray())
            .ToArray();
        var hits = new int[terms];
        var open = new bool[terms];
        var left = new int[terms];
        var past = new double[terms];
        Array.Fill(past, 1);
        var list = new List<(ulong, ulong)>(shots);
        for (var shot = 0; shot < shots; shot++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var t = 0; t < terms; t++)
            {
                open[t] = true;
                left[t] = BitOperations.PopCount(bases.Support(t));
            }

            ulong x = 0, z = 0;
            for (var q = 0; q < n; q++)
            {
                // Terms with I here cost the same whatever the letter; of the others those with the letter keep a chance.
                Span<double> saved = stackalloc double[4];
                saved.Clear();
                foreach (var t in touching[q])
                {
                    if (open[t])
                    {
                        saved[bases.Letter(t, q)] += past[t] * (1 - Math.Exp(-chance[left[t] - 1] / weight[t]));
                    }
                }

                var letter = saved[1] > saved[2] ? (saved[3] > saved[1] ? 3 : 1) : saved[3] > saved[2] ? 3 : 2;
                x |= (ulong)(letter & 1) << q;
                z |= (ulong)(letter >> 1) << q;
                foreach (var t in touching[q])
                {
                    open[t] &= bases.Letter(t, q) == letter;
                    left[t]--;
                }
            }

            for (var t = 0; t < terms; t++)
            {
                if (open[t])
                {
                    hits[t]++;
                    past[t] = Math.Exp(-Eta / 2 * hits[t] / weight[t]);
                }
            }

            list.Add((x, z));
        }

        return list;
    }
}
