using System.Runtime.InteropServices;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Design;

/// <summary>
/// The derivative of the cost by every gate that could be put into a circuit at angle 0, at every place, exact to first order, in one
/// sweep. One per thread.
/// </summary>
/// <remarks>
/// Insertable are the gates with an angle, and RX, RY and RZ between stars of CX gates: with targets T and controls C around qubit q, RY
/// becomes the rotation about Y on q, X on T and Z on C.
/// </remarks>
internal sealed class InsertionScan : IDisposable
{
    // Rotations by features are many: they stand between no more CX gates than this.
    private const int FeatureArms = 1;
    private readonly CircuitProblem problem;
    private readonly GateSet gates;
    private readonly IInsertionCost cost;
    private readonly WordProgram? programs;
    private readonly InsertionTemplate[] templates;

    /// <summary>Prepares scans.</summary>
    /// <param name="problem">What the circuits are for; its cost must be an expectation value without noise.</param>
    /// <param name="gates">The gates on offer.</param>
    /// <param name="arms">The most CX gates on either side of a rotation, 0 to 3.</param>
    /// <param name="couplings">Sets of qubits, as index bits, that RY is offered on with CX to all others of a set; null for none.</param>
    /// <exception cref="ArgumentException">The problem offers no derivatives by gates that are not there.</exception>
    public InsertionScan(CircuitProblem problem, GateSet gates, int arms, IEnumerable<uint>? couplings = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentOutOfRangeException.ThrowIfNegative(arms);
        this.problem = problem;
        this.gates = gates;
        var created = problem.CreateCost();
        if (created is not IInsertionCost insertions)
        {
            created.Dispose();
            throw new ArgumentException($"{problem.Name} has no derivatives by gates that are not there yet.", nameof(problem));
        }

        cost = insertions;
        programs = WordProgram.For(gates, problem.Reference);
        if (gates.Basis is null)
        {
            templates = [.. Templates(gates, arms), .. (couplings ?? []).SelectMany(c => Couplings(gates, c))];
        }
        else
        {
            var native = new NativeTemplates(gates, problem.IsReal);
            templates = [.. native.All(arms), .. (couplings ?? []).SelectMany(native.Couplings)];
        }
    }

    /// <summary>Work done so far, in units of about a nanosecond of one core.</summary>
    public long Work { get; private set; }

    /// <summary>Scans a circuit.</summary>
    /// <param name="circuit">The circuit, fitted or not.</param>
    /// <param name="places">Places (gates before) to look at; null for all from 0 to the number of gates.</param>
    /// <returns>All insertions, one of each kind of CX count for equal rotations, steepest first; and the variance of the
    /// observable.</returns>
    public (IReadOnlyList<Insertion> Insertions, double Variance) Scan(DesignResult circuit, IReadOnlySet<int>? places = null)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var word = circuit.Word.AsSpan();
        if (programs is not null && cost is IProgramCost direct)
        {
            direct.Use(programs.Create(word, circuit.Parameters));
        }
        else
        {
            gates.Hand(word, problem.Reference, cost);
        }

        var before = new int[word.Length + 1];
        before[0] = problem.Reference.Operations.Count(static o => o.Angles.Length > 0);
        for (var i = 0; i < word.Length; i++)
        {
            before[i + 1] = before[i] + Rotations(gates.Gates[(int)word[i]]);
        }

        // CX gates behind a place act on its strings: images of X and Z of every qubit, the last place first.
        var qubits = gates.Qubits;
        var imageX = Enumerable.Range(0, qubits).Select(q => 1u << (qubits - 1 - q)).ToArray();
        var imageZ = (uint[])imageX.Clone();
        var index = new Dictionary<RotationProbe, int>();
        var probes = new List<RotationProbe>();
        var found = new List<(int Place, int Template, int[] Probes)>();
        var seen = new HashSet<(RotationProbe, int)>();
        for (var place = word.Length; place >= 0; place--)
        {
            if (place < word.Length && gates.Gates[(int)word[place]] is { Kind: GateKind.CX } cx)
            {
                imageX[cx.Qubits[0]] ^= imageX[cx.Qubits[1]];
                imageZ[cx.Qubits[1]] ^= imageZ[cx.Qubits[0]];
            }

            if (places is not null && !places.Contains(place))
            {
                continue;
            }

            for (var t = 0; t < templates.Length; t++)
            {
                var strings = templates[t].Strings;
                var numbers = new int[strings.Length];
                var fresh = false;
                for (var s = 0; s < strings.Length; s++)
                {
                    var probe = new RotationProbe(
                        before[place], Image(imageX, strings[s].X), Image(imageZ, strings[s].Z), templates[t].Feature);
                    if (!index.TryGetValue(probe, out numbers[s]))
                    {
                        numbers[s] = probes.Count;
                        index.Add(probe, numbers[s]);
                        probes.Add(probe);
                    }

                    fresh |= seen.Add((probe, templates[t].Cx));
                }

                if (fresh)
                {
                    found.Add((place, t, numbers));
                }
            }
        }

        var slopes = new double[probes.Count];
        var (_, variance) = cost.Insertions(circuit.Angles.AsSpan(), CollectionsMarshal.AsSpan(probes), slopes);
        if (gates.Features > 0)
        {
            // Columns meet once for each feature at the end, and again in front of every turn by one.
            Work += (1L + gates.CountUploads(word)) * (gates.Features + 1) * (problem.EvaluationWork(0) << qubits) / 4;
        }

        Work += problem.EvaluationWork(before[^1]) + (200L * templates.Length * (places?.Count ?? (word.Length + 1)))
            + (probes.Select(static p => (p.Place, p.X)).Distinct().Count() * ((2L + qubits) << qubits) / 2);
        var insertions = found
            .Select(f => new Insertion(
                f.Place, templates[f.Template].Letters, Slope(templates[f.Template], f.Probes, slopes), probes[f.Probes[0]].X)
            {
                Angles = templates[f.Template].Angles,
                Cx = templates[f.Template].Cx,
            })
            .ToArray();
        Array.Sort(Array.ConvertAll(insertions, static i => -Math.Abs(i.Slope)), insertions);
        return (insertions, variance);
    }

    /// <inheritdoc/>
    public void Dispose() => cost.Dispose();

    private static double Slope(InsertionTemplate template, int[] probes, double[] slopes)
    {
        double sum = 0;
        for (var s = 0; s < probes.Length; s++)
        {
            sum += template.Strings[s].Weight * slopes[probes[s]];
        }

        return sum;
    }

    private static uint Image(uint[] images, uint bits)
    {
        uint result = 0;
        for (var q = 0; q < images.Length; q++)
        {
            result ^= ((bits >> (images.Length - 1 - q)) & 1) == 1 ? images[q] : 0;
        }

        return result;
    }

    // Fixed gates other than CX are rotations by fixed angles in a program of words.
    private static int Rotations(DesignGate gate) => gate.Kind switch
    {
        GateKind.CX => 0,
        GateKind.SX => 1,
        GateKind.Ecr => 2,
        _ => Math.Max(1, Terms(gate).Length),
    };

    private static (uint X, uint Z, double Weight)[] Terms(DesignGate gate, int qubits)
    {
        return [.. Terms(gate).Select(term =>
        {
            uint x = 0;
            uint z = 0;
            for (var k = 0; k < gate.Qubits.Length; k++)
            {
                var bit = 1u << (qubits - 1 - gate.Qubits[k]);
                x |= term.Letters[k] is 'X' or 'Y' ? bit : 0;
                z |= term.Letters[k] is 'Z' or 'Y' ? bit : 0;
            }

            return (x, z, 2 * term.Coefficient);
        })];
    }

    private static GeneratorTerm[] Terms(DesignGate gate) => [.. GateTable.Get(gate.Kind).Generator];

    private static IEnumerable<InsertionTemplate> Templates(GateSet gates, int arms)
    {
        var cx = Enumerable.Range(0, gates.Gates.Count).Where(g => gates.Gates[g].Kind == GateKind.CX)
            .ToDictionary(g => (gates.Gates[g].Qubits[0], gates.Gates[g].Qubits[1]), g => g);
        for (var g = 0; g < gates.Gates.Count; g++)
        {
            var gate = gates.Gates[g];
            if (!gate.HasAngle)
            {
                continue;
            }

            var terms = Terms(gate, gates.Qubits);
            var feature = gate.Feature ?? -1;
            yield return new InsertionTemplate([g], terms, feature);
            if (gate.Qubits.Length != 1)
            {
                continue;
            }

            // Every set of other qubits, each a target or a control of the star around the rotation.
            var q = gate.Qubits[0];
            var bit = 1u << (gates.Qubits - 1 - q);
            var arm = cx.Where(p => p.Key.Item1 == q || p.Key.Item2 == q).OrderBy(static p => p.Value)
                .Select(p => (Gate: p.Value, Other: p.Key.Item1 == q ? p.Key.Item2 : p.Key.Item1, Target: p.Key.Item1 == q)).ToArray();
            foreach (var star in Stars(arm.Length, feature < 0 ? arms : Math.Min(arms, FeatureArms)))
            {
                if (star.Select(i => arm[i].Other).Distinct().Count() < star.Length)
                {
                    continue;
                }

                var (x, z) = (terms[0].X, terms[0].Z);
                foreach (var i in star)
                {
                    var other = 1u << (gates.Qubits - 1 - arm[i].Other);
                    x |= arm[i].Target && (terms[0].X & bit) != 0 ? other : 0;
                    z |= !arm[i].Target && (terms[0].Z & bit) != 0 ? other : 0;
                }

                // A CX that commutes with the rotation adds nothing.
                if (System.Numerics.BitOperations.PopCount(x | z) == star.Length + 1)
                {
                    int[] side = [.. star.Select(i => arm[i].Gate)];
                    yield return new InsertionTemplate([.. side.Reverse(), g, .. side], [(x, z, terms[0].Weight)], feature);
                }
            }
        }
    }

    // Y on one qubit of a set and X on the others, turned by any of them that CX joins to all others.
    private static IEnumerable<InsertionTemplate> Couplings(GateSet gates, uint set)
    {
        var qubits = Enumerable.Range(0, gates.Qubits).Where(q => (set >> (gates.Qubits - 1 - q) & 1) == 1).ToArray();
        foreach (var q in qubits)
        {
            var turn = gates.IndexOf(GateKind.RY, q);
            int[] side = [.. qubits.Where(o => o != q).Select(o => gates.IndexOf(GateKind.CX, q, o))];
            if (turn >= 0 && side.All(static c => c >= 0))
            {
                var (_, z, weight) = Terms(gates.Gates[turn], gates.Qubits)[0];
                yield return new InsertionTemplate([.. side.Reverse(), turn, .. side], [(set, z, weight)]);
            }
        }
    }

    // Increasing sequences of 1 to most numbers below count.
    internal static IEnumerable<int[]> Stars(int count, int most, int from = 0)
    {
        for (var i = from; i < count && most > 0; i++)
        {
            yield return [i];
            foreach (var rest in Stars(count, most - 1, i + 1))
            {
                yield return [i, .. rest];
            }
        }
    }
}
