using System.Numerics;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Design;

/// <summary>
/// Insertions in the gates of a device, which have no rotation about every axis: turns about Y of SX and RZ, stars of CX or ECR around
/// turns, and RZZ in frames of RX and RY for any Pauli string.
/// </summary>
/// <param name="gates">A native gate set.</param>
/// <param name="real">Whether strings with an even number of Y, which no real state has a slope along, are left out.</param>
internal sealed class NativeTemplates(GateSet gates, bool real)
{
    private readonly int count = gates.Qubits;

    /// <summary>Strings on one qubit and on as many others as there are arms.</summary>
    /// <param name="arms">The most other qubits.</param>
    public IEnumerable<InsertionTemplate> All(int arms) => gates.Basis == GateBasis.RzRxRzz ? Framed(arms) : Stars(arms);

    /// <summary>Y on one qubit of a set and X on the others, for any qubit that is joined to all others.</summary>
    /// <param name="set">The qubits as index bits.</param>
    public IEnumerable<InsertionTemplate> Couplings(uint set)
    {
        var qubits = Enumerable.Range(0, count).Where(q => (set & Bit(q)) != 0).ToArray();
        foreach (var q in qubits)
        {
            if (gates.Basis == GateBasis.RzRxRzz)
            {
                if (Frame(set, Bit(q)) is { } framed)
                {
                    yield return framed;
                }
            }
            else if (qubits.Where(o => o != q).Select(o => gates.IndexOf(GateKind.CX, q, o)).ToArray() is var side
                && Array.TrueForAll(side, static c => c >= 0))
            {
                yield return Around(side, TurnY(q), (Bit(q), Bit(q)));
            }
        }
    }

    private uint Bit(int qubit) => 1u << (count - 1 - qubit);

    // SX RZ(pi + a) SX RZ(pi) is RY(a) up to a phase.
    private (int Gate, double Angle)[] TurnY(int qubit)
    {
        var (root, turn) = (gates.IndexOf(GateKind.SX, qubit), gates.IndexOf(GateKind.RZ, qubit));
        return [(root, 0), (turn, Math.PI), (root, 0), (turn, Math.PI)];
    }

    private IEnumerable<InsertionTemplate> Stars(int arms)
    {
        var joins = Enumerable.Range(0, gates.Gates.Count).Where(g => gates.Gates[g].Qubits.Length == 2).ToArray();
        for (var q = 0; q < count; q++)
        {
            var own = joins.Where(g => gates.Gates[g].Qubits.Contains(q)).ToArray();
            (int, double)[] z = [(gates.IndexOf(GateKind.RZ, q), 0.0)];
            foreach (var (turn, x) in new[] { (z, 0u), (TurnY(q), Bit(q)) })
            {
                yield return Around([], turn, (x, Bit(q)));
                foreach (var star in InsertionScan.Stars(own.Length, arms))
                {
                    int[] side = [.. star.Select(i => own[i])];
                    var others = side.SelectMany(g => gates.Gates[g].Qubits).Where(o => o != q).Distinct().Count();
                    var template = Around(side, turn, (x, Bit(q)));
                    var (sx, sz, _) = template.Strings[0];
                    if (others == side.Length && BitOperations.PopCount(sx | sz) == side.Length + 1 && IsOffered(sx, sz))
                    {
                        yield return template;
                    }
                }
            }
        }
    }

    private bool IsOffered(uint x, uint z) => !real || (BitOperations.PopCount(x & z) & 1) == 1;

    private InsertionTemplate Around(int[] side, (int Gate, double Angle)[] turn, (uint X, uint Z) text)
    {
        foreach (var g in side)
        {
            gates.Gates[g].Conjugate(ref text.X, ref text.Z, count);
        }

        return Of([.. side.Reverse().Select(static g => (g, 0.0)), .. turn, .. side.Select(static g => (g, 0.0))], text);
    }

    private IEnumerable<InsertionTemplate> Framed(int arms)
    {
        for (var g = 0; g < gates.Gates.Count; g++)
        {
            if (gates.Gates[g] is { Kind: GateKind.RX or GateKind.RY, Qubits: [var q] } gate)
            {
                yield return Of([(g, 0)], (Bit(q), gate.Kind == GateKind.RY ? Bit(q) : 0));
            }
        }

        // All strings, the sets of qubits in ascending order and three letters on each.
        foreach (var set in InsertionScan.Stars(count, arms + 1).Where(static s => s.Length > 1))
        {
            for (var code = 0; code < (int)Math.Pow(3, set.Length); code++)
            {
                var (x, z, rest) = (0u, 0u, code);
                foreach (var q in set)
                {
                    x |= rest % 3 < 2 ? Bit(q) : 0;
                    z |= rest % 3 > 0 ? Bit(q) : 0;
                    rest /= 3;
                }

                if (IsOffered(x, z) && Frame(x, z) is { } framed)
                {
                    yield return framed;
                }
            }
        }
    }

    // The angle stands in one RZZ of a hub, a qubit that the string flips, and another one; RZZ(pi/2) of the hub and each further qubit
    // around it adds Z there and turns X of the hub into Y and back; RX and RY outside make Y and X of Z.
    private InsertionTemplate? Frame(uint x, uint z)
    {
        int[] qubits = [.. Enumerable.Range(0, count).Where(q => ((x | z) & Bit(q)) != 0)];
        var hub = qubits.Where(q => qubits.Length == 2 || (x & Bit(q)) != 0)
            .OrderByDescending(q => (z & Bit(q)) != 0 && (x & Bit(q)) != 0)
            .FirstOrDefault(q => qubits.All(o => o == q || Join(q, o) >= 0), -1);
        if (hub < 0)
        {
            return null;
        }

        int[] others = [.. qubits.Where(q => q != hub)];
        var before = new List<(int Gate, double Angle)>();
        foreach (var q in others)
        {
            AddFrame(before, q, (x & Bit(q)) != 0, (z & Bit(q)) != 0);
        }

        before.AddRange(others[1..].Select(o => (Join(hub, o), -Math.PI / 2)));
        var isY = (z & Bit(hub)) != 0;
        AddFrame(before, hub, (x & Bit(hub)) != 0, others.Length % 2 == 1 ? isY : !isY);
        return Of([.. before, (Join(hub, others[0]), 0), .. Enumerable.Reverse(before).Select(static l => (l.Gate, -l.Angle))], (x, z));
    }

    // What turns the letter into Z: RX(pi/2) for Y, RY(-pi/2) for X.
    private void AddFrame(List<(int Gate, double Angle)> letters, int qubit, bool flips, bool isY)
    {
        if (flips)
        {
            letters.Add(isY ? (gates.IndexOf(GateKind.RX, qubit), Math.PI / 2) : (gates.IndexOf(GateKind.RY, qubit), -Math.PI / 2));
        }
    }

    private int Join(int a, int b) => gates.IndexOf(GateKind.RZZ, Math.Min(a, b), Math.Max(a, b));

    private InsertionTemplate Of((int Gate, double Angle)[] letters, (uint X, uint Z) text) =>
        new([.. letters.Select(static l => l.Gate)], [(text.X, text.Z, 1)])
        {
            Angles = [.. letters.Select(static l => l.Angle)],
            Cx = letters.Sum(l => gates.Gates[l.Gate].CxCost),
        };
}
