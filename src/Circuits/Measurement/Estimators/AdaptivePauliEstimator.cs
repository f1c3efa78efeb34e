namespace Quiver.Circuits.Measurement.Estimators;

/// <summary>
/// Adaptive Pauli shadows (Hadfield, arXiv:2105.12207): for every shot the qubits are decided in random order, each by lot with chances in
/// proportion to the root of the sum of c^2 over the terms that are still possible and have that letter there.
/// </summary>
public sealed class AdaptivePauliEstimator : BasisListEstimator
{
    /// <inheritdoc/>
    public override string Name => "adaptive";

    private protected override List<(ulong X, ulong Z)> Choose(
        EstimationProblem problem, PauliBases bases, int shots, int seed, CancellationToken cancellationToken)
    {
        var (n, terms) = (bases.Qubits, bases.Count);
        var random = Counted.Random(seed, -1);
        var order = Enumerable.Range(0, n).ToArray();
        var open = new bool[terms];
        var list = new List<(ulong, ulong)>(shots);
        for (var shot = 0; shot < shots; shot++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            random.Shuffle(order);
            Array.Fill(open, true);
            ulong x = 0, z = 0;
            foreach (var q in order)
            {
                Span<double> weight = stackalloc double[4];
                weight.Clear();
                for (var t = 0; t < terms; t++)
                {
                    var here = open[t] ? bases.Letter(t, q) : 0;
                    weight[here] += here == 0 ? 0 : problem.Terms.Coefficients[t] * problem.Terms.Coefficients[t];
                }

                var (a, b, c) = (Math.Sqrt(weight[1]), Math.Sqrt(weight[2]), Math.Sqrt(weight[3]));
                var draw = random.NextDouble() * (a + b + c);
                var letter = a + b + c == 0 ? 2 : draw < a ? 1 : draw < a + b ? 2 : 3;
                x |= (ulong)(letter & 1) << q;
                z |= (ulong)(letter >> 1) << q;
                for (var t = 0; t < terms; t++)
                {
                    open[t] &= bases.Letter(t, q) is 0 || bases.Letter(t, q) == letter;
                }
            }

            list.Add((x, z));
        }

        return list;
    }
}
