using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Problems;

public sealed class JoinedStatesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Lowest_OfOperatorsWithFewTerms_IsOneOfEverySetThatTheirMatrixJoins(int seed)
    {
        // The slow twin: sets by walking the dense matrix.
        var sum = Real(RandomCircuit.Hamiltonian(5, 5 + seed, seed));
        var found = JoinedStates.Lowest(sum).Select(s => s.State).ToArray();
        var energies = Diagonal.Energies(sum);
        var set = new int[32];
        Array.Fill(set, -1);
        for (var s = 0; s < 32; s++)
        {
            var open = new Stack<int>(set[s] < 0 ? [s] : []);
            while (open.TryPop(out var at))
            {
                set[at] = s;
                for (var other = 0; other < 32; other++)
                {
                    if (set[other] < 0 && Math.Abs(Element(sum, at, other)) > 1e-12)
                    {
                        set[other] = s;
                        open.Push(other);
                    }
                }
            }
        }

        Assert.Equal(set.Distinct().Order(), found.Select(s => set[(int)s]).Order());
        Assert.Equal(GroundState.Find(sum).Energy, JoinedStates.Lowest(sum)[0].Energy, 9);
        Assert.All(found, s => Assert.Equal(Enumerable.Range(0, 32).Where(i => set[i] == set[(int)s]).Min(i => energies[i]), energies[(int)s], 12));
    }

    [Fact]
    public void Lowest_WhereRoundingLeftElements_IsTheSameAsWithoutThem()
    {
        var sum = PauliSum.Parse("0.5 XXI + 0.5 YYI + 0.3 ZZI + 0.2 IIZ + 0.11 ZII + 0.07 IZI");
        var noisy = PauliSum.Parse("0.5 XXI + 0.5 YYI + 0.3 ZZI + 0.2 IIZ + 0.11 ZII + 0.07 IZI + 0.00000001 IXX + 0.00000001 XII");
        Assert.Equal(JoinedStates.Lowest(sum).Select(static s => s.State).Order(), JoinedStates.Lowest(noisy).Select(static s => s.State).Order());
    }

    [Theory]
    [InlineData("h4.fcidump", 1e-6)]
    [InlineData("h2_631g.fcidump", 1e-9)]
    public void Bound_LiesAboveTheLeastEnergyByLittle(string name, double most)
    {
        var problem = GroundStateProblem.Create(name, HamiltonianReader.Read(SharedData.Molecule(name)));
        Assert.InRange(JoinedStates.Bound(problem.Observable, problem.BasisState)!.Value - problem.LeastCost!.Value, -1e-9, most);
    }

    [Fact]
    public void Bound_OfLargeOperators_IsLeftOut()
    {
        var terms = Enumerable.Range(0, 19).Select(q => $"0.1 {new string('I', q)}XX{new string('I', 18 - q)}");
        Assert.Null(JoinedStates.Bound(PauliSum.Parse(string.Join(" + ", terms)), 0));
    }

    [Fact]
    public void Search_WhereTheLowestBasisStateHasTheWrongNumber_BeginsWithTheRightOne()
    {
        // Hops around a ring of four at half a unit a particle: none costs nothing, two in the same parity class gain most.
        var ring = Enumerable.Range(0, 4).SelectMany(i => new[] { $"-0.5 {Pair('X', i)}", $"-0.5 {Pair('Y', i)}", $"-0.25 {One('Z', i)}" });
        var sum = PauliSum.Parse(string.Join(" ", ring.Append("+1 IIII")).Replace("-", "- ", StringComparison.Ordinal));
        Assert.Equal(2, System.Numerics.BitOperations.PopCount(JoinedStates.Lowest(sum)[0].State));
        var problem = new ObservableProblem("ring", sum, new CircuitBuilder(4).Build());
        var options = new DesignOptions { Method = DesignMethod.Annealing, Work = 60_000_000, Threads = 1 };
        var found = new TargetDesigner(problem, GateSet.Hardware(4, real: true), options, 1e-3).Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(found.Lead.Cost, 1 - Math.Sqrt(8) - 1e-9, 1 - Math.Sqrt(8) + 1e-3);
    }

    private static string Pair(char letter, int i) => new([.. Enumerable.Range(0, 4).Select(q => q == i || q == (i + 1) % 4 ? letter : 'I')]);

    private static string One(char letter, int i) => new([.. Enumerable.Range(0, 4).Select(q => q == i ? letter : 'I')]);

    private static PauliSum Real(PauliSum sum)
    {
        var builder = new PauliSumBuilder(sum.Qubits);
        for (var t = 0; t < sum.Count; t++)
        {
            if (sum.String(t).ToString().Count(c => c == 'Y') % 2 == 0)
            {
                builder.Add(sum.String(t), sum.Coefficients[t]);
            }
        }

        return builder.Build();
    }

    private static double Element(PauliSum sum, int a, int b)
    {
        double element = 0;
        foreach (var term in IndexTerms.From(sum).Where(t => (int)t.X == (a ^ b)))
        {
            var sign = (System.Numerics.BitOperations.PopCount(term.X & term.Z) + (2 * System.Numerics.BitOperations.PopCount(term.Z & (uint)a))) & 3;
            element += sign == 0 ? term.Coefficient : -term.Coefficient;
        }

        return element;
    }
}
