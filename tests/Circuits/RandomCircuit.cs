using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests;

/// <summary>Random circuits over all gates, from a seed.</summary>
internal static class RandomCircuit
{
    public static Circuit Create(int qubits, int gates, int seed, bool free = false, Func<GateInfo, bool>? allowed = null)
    {
        var random = new Random(seed);
        var kinds = GateTable.All.Where(g => g.Qubits <= qubits && (allowed?.Invoke(g) ?? true)).ToArray();
        var builder = new CircuitBuilder(qubits);
        for (var i = 0; i < gates; i++)
        {
            var info = kinds[random.Next(kinds.Length)];
            var order = Enumerable.Range(0, qubits).ToArray();
            random.Shuffle(order);
            Angle NextAngle() => free && random.Next(3) > 0
                ? builder.NewParameter() with { Scale = random.Next(2) == 0 ? 1 : 0.7, Offset = random.Next(2) * 0.3 }
                : random.NextDouble() * 7 - 3.5;
            if (info.Kind == GateKind.PauliExp)
            {
                var letters = string.Concat(Enumerable.Range(0, qubits).Select(_ => "IXYZ"[random.Next(4)]));
                builder.PauliExponential(PauliString.Parse(letters == new string('I', qubits) ? "Z" + letters[1..] : letters), NextAngle());
                continue;
            }

            builder.Add(new GateOperation(info.Kind, order.AsSpan(0, info.Qubits), Enumerable.Range(0, info.Angles).Select(_ => NextAngle()).ToArray()));
        }

        return builder.Build();
    }

    public static double[] Parameters(Circuit circuit, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, circuit.ParameterCount).Select(_ => random.NextDouble() * 6 - 3)];
    }

    public static PauliSum Hamiltonian(int qubits, int terms, int seed)
    {
        var random = new Random(seed);
        var builder = new PauliSumBuilder(qubits);
        for (var i = 0; i < terms; i++)
        {
            builder.Add(PauliString.Parse(string.Concat(Enumerable.Range(0, qubits).Select(_ => "IXYZ"[random.Next(4)]))), random.NextDouble() * 2 - 1);
        }

        return builder.Build();
    }
}
