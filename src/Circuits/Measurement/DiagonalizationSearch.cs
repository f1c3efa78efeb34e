using Quiver.Circuits.Gates;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// Searches a diagonalising circuit with few two-qubit gates. What symplectic elimination would still need, under the best choices
/// of pivots and letters found, is an upper bound of the gates to go; every step takes the one interaction (of nine kinds on every
/// pair of qubits) after which that bound is lowest. So the result has at most the gates of the best elimination, and fewer
/// wherever one gate saves two.
/// </summary>
/// <remarks>The cost per step is 9 n^2 / 2 bounds of about n words each per string.</remarks>
internal static class DiagonalizationSearch
{
    /// <summary>Above this many qubits only the choices of elimination are searched: single interactions would take minutes.</summary>
    public const int MaximumQubits = 32;

    private const int FirstTweaks = 600;
    private const int LaterTweaks = 80;

    /// <summary>The interactions after which all strings have one common letter on every qubit.</summary>
    public static List<PauliInteraction> Run(StabilizerColumns strings, CouplingMap? coupling, int starts, int seed)
    {
        var price = coupling is null ? null : Prices(coupling, strings.Qubits);
        List<PauliInteraction>? best = null;
        var least = int.MaxValue;
        for (var start = 0; start < Math.Max(1, starts) && least > 0; start++)
        {
            var gates = Descend(strings.Copy(), price, new Random(unchecked((seed * 7919) + start)));
            var count = gates.Sum(g => price is null ? 1 : price[(g.A * strings.Qubits) + g.B]);
            if (count < least)
            {
                (least, best) = (count, gates);
            }
        }

        return best!;
    }

    private static List<PauliInteraction> Descend(StabilizerColumns columns, int[]? price, Random random)
    {
        var n = columns.Qubits;
        var gates = new List<PauliInteraction>();
        var frame = new EliminationFrame(n);
        var trial = new EliminationFrame(n);
        Shuffle(frame, random);
        var bound = Improve(frame, trial, columns, price, FirstTweaks, random);
        while (bound > 0)
        {
            var (after, gate) = n > MaximumQubits ? (bound, default) : BestGate(columns, frame, price, random);
            if (after >= bound || (price is not null && after + price[(gate.A * n) + gate.B] > bound))
            {
                frame.Count(columns, price, gates);
                break;
            }

            gates.Add(gate);
            columns.Apply(gate);
            bound = Improve(frame, trial, columns, price, LaterTweaks, random);
        }

        return gates;
    }

    private static (int After, PauliInteraction Gate) BestGate(
        StabilizerColumns columns, EliminationFrame frame, int[]? price, Random random)
    {
        var n = columns.Qubits;
        var (least, equals) = (int.MaxValue, 0);
        var chosen = default(PauliInteraction);
        for (var a = 0; a < n; a++)
        {
            for (var b = a + 1; b < n; b++)
            {
                if ((columns.X[a] | columns.Z[a]) == 0 || (columns.X[b] | columns.Z[b]) == 0
                    || (price is not null && price[(a * n) + b] != 1))
                {
                    continue;
                }

                var (xa, za, xb, zb) = (columns.X[a], columns.Z[a], columns.X[b], columns.Z[b]);
                for (byte p = 1; p <= 3; p++)
                {
                    for (byte q = 1; q <= 3; q++)
                    {
                        var gate = new PauliInteraction(a, p, b, q);
                        columns.Apply(gate);
                        var count = frame.Count(columns, price);
                        (columns.X[a], columns.Z[a], columns.X[b], columns.Z[b]) = (xa, za, xb, zb);
                        equals = count < least ? 1 : count == least ? equals + 1 : equals;
                        if (count < least || (count == least && random.Next(equals) == 0))
                        {
                            (least, chosen) = (count, gate);
                        }
                    }
                }
            }
        }

        return (least, chosen);
    }

    private static int Improve(
        EliminationFrame frame, EliminationFrame trial, StabilizerColumns columns, int[]? price, int tweaks, Random random)
    {
        var bound = frame.Count(columns, price);
        var n = columns.Qubits;
        for (var k = 0; k < tweaks && bound > 0; k++)
        {
            trial.CopyFrom(frame);
            var (i, j) = (random.Next(n), random.Next(n));
            if (random.Next(2) == 0)
            {
                (trial.Order[i], trial.Order[j]) = (trial.Order[j], trial.Order[i]);
            }
            else
            {
                var z = (byte)(1 + random.Next(3));
                trial.LetterZ[i] = z;
                trial.LetterX[i] = (byte)(1 + ((z + random.Next(2)) % 3));
            }

            var count = trial.Count(columns, price);
            if (count <= bound)
            {
                bound = count;
                frame.CopyFrom(trial);
            }
        }

        return bound;
    }

    private static void Shuffle(EliminationFrame frame, Random random)
    {
        random.Shuffle(frame.Order);
        for (var q = 0; q < frame.Order.Length; q++)
        {
            var z = (byte)(1 + random.Next(3));
            frame.LetterZ[q] = z;
            frame.LetterX[q] = (byte)(1 + ((z + random.Next(2)) % 3));
        }
    }

    // A CX over a path of d couplings takes 4 (d - 1) CX and moves no qubit.
    private static int[] Prices(CouplingMap coupling, int qubits)
    {
        if (coupling.Qubits < qubits)
        {
            throw new InputException($"The coupling map has {coupling.Qubits} qubits, the operator {qubits}.");
        }

        var price = new int[qubits * qubits];
        for (var a = 0; a < qubits; a++)
        {
            for (var b = 0; b < qubits; b++)
            {
                if (coupling.Part(a) != coupling.Part(b))
                {
                    throw new InputException($"The coupling map does not connect qubits {a} and {b}.");
                }

                var distance = coupling.Distance(a, b);
                price[(a * qubits) + b] = distance <= 1 ? distance : 4 * (distance - 1);
            }
        }

        return price;
    }
}
