using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Cli.Circuits;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Cli.Tests.Circuits;

public sealed class TargetVerdictTests
{
    private const double Least = -2;
    private static readonly GateSet Gates = GateSet.Hardware(2, real: true);
    private static readonly ObservableProblem Problem = new("pair", Observable(), null, Least);

    [Theory]
    [InlineData(0.0010, false)]
    [InlineData(0.0015, true)]
    [InlineData(0.0017, false)]
    public void SmallerCircuit_WithinTheTargetButNotItsMargin_IsNamed(double errorOfTwo, bool isNamed)
    {
        var (large, small) = (Of(4, 0.0005), Of(2, errorOfTwo));
        var archive = new DesignArchive(1e-3, Least);
        archive.Add(large);
        archive.Add(small);
        var goal = new DesignGoal(0.0016, new DesignAnchor(Least, Least, 0, -1, []), 2, errorOfTwo < 0.0012 ? small : large) { Margin = 0.0004 };
        var outcome = new DesignOutcome(archive, [], Gates, 1, 1, false) { Reference = new CircuitBuilder(2).Build(), Goal = goal };
        var verdict = TargetVerdict.Of(new DesignSearch("annealing", 1, 1, 1, null, 0, false, outcome), Problem, null);
        Assert.Contains($"{goal.Best!.Cx} CX, depth", verdict.Sentence, StringComparison.Ordinal);
        Assert.Equal(isNamed, verdict.Sentence.Contains("The circuit keeps a margin of 4.0E-4 Ha for what the estimate may be off; without that 2 CX do.", StringComparison.Ordinal));
    }

    private static PauliSum Observable()
    {
        var builder = new PauliSumBuilder(2);
        builder.Add(PauliString.Parse("XX"), 1);
        return builder.Build();
    }

    // CX gates with a rotation between any two.
    private static DesignResult Of(int count, double error)
    {
        var all = Gates.Gates.ToList();
        var (cx, ry) = (all.FindIndex(g => g.Kind is GateKind.CX), all.FindIndex(g => g.Kind is GateKind.RY && g.HasAngle));
        return new([.. Enumerable.Range(0, (2 * count) - 1).Select(i => (long)(i % 2 == 0 ? cx : ry))], [.. Enumerable.Repeat(0.3, count - 1)], Least + error, count, 2 * count, 0);
    }
}
