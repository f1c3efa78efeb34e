using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Hamiltonians.Formats;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Design;

public sealed class CircuitChainTests
{
    private static readonly GroundStateProblem Hydrogen =
        GroundStateProblem.Create("h2", HamiltonianReader.Read(SharedData.Molecule("h2.fcidump")));
    private static readonly GateSet Gates = GateSet.Hardware(4, real: true);
    private static readonly DesignScore Score = new(DesignWeights.ForTarget, Hydrogen.LeastCost!.Value, 0.1, 1.6e-3);

    [Fact]
    public void TakePair_OnRandomCircuits_TakesTwoEqualCxAndNothingElse()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            List<(int Gate, double Angle)> letters =
                [.. Enumerable.Range(0, random.Next(14)).Select(_ => (random.Next(Gates.Gates.Count), random.NextDouble()))];
            var before = letters.ToList();
            var repeats = before.Where(static l => Gates.Gates[l.Gate].Kind == GateKind.CX).GroupBy(static l => l.Gate)
                .Any(static g => g.Count() > 1);
            Assert.Equal(repeats, LetterSequence.TakePair(Gates, letters, random));
            Assert.Equal(before.Count - (repeats ? 2 : 0), letters.Count);

            // The slow twin: some two equal CX with no third between them, taken out of what was there.
            Assert.True(
                !repeats || Enumerable.Range(0, before.Count).Any(i => Enumerable.Range(i + 1, before.Count - i - 1).Any(j =>
                    before[i].Gate == before[j].Gate && Gates.Gates[before[i].Gate].Kind == GateKind.CX
                    && !before[(i + 1)..j].Exists(l => l.Gate == before[i].Gate)
                    && letters.SequenceEqual([.. before[..i], .. before[(i + 1)..j], .. before[(j + 1)..]]))),
                $"seed {seed}");
        }
    }

    [Fact]
    public void Fit_ThatMayEndEarly_IsAcceptedOnlyWhereTheWholeFitIs()
    {
        using var fitter = new CircuitFitter(Hydrogen, Gates, Score);
        var (early, accepted) = (0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            long[] word = CanonicalWord.Of(Gates, [.. Enumerable.Range(0, 12).Select(_ => (long)random.Next(Gates.Gates.Count))], 12);
            double[] angles = [.. word.Where(static g => Gates.Gates[(int)g].HasAngle).Select(_ => random.NextDouble() - 0.5)];

            // As in a chain: fitted angles, and what an edit did to them.
            angles = [.. fitter.Fit(word, angles).Angles.Select(a => a + (0.2 * (random.NextDouble() - 0.5)))];
            var before = fitter.Work;
            var whole = fitter.Fit(word, [.. angles]);
            var between = fitter.Work;
            var needed = whole.LogReward - random.NextDouble();
            var part = fitter.Fit(word, [.. angles], needed, temperature: 3);
            Assert.InRange(part.Cost, whole.Cost - 1e-7, double.PositiveInfinity);
            Assert.True(fitter.Work - between <= between - before);
            early += fitter.Work - between < between - before ? 1 : 0;
            accepted += part.LogReward > needed ? 1 : 0;
        }

        // Most of them end before the whole fit does, and most of what could be accepted is.
        Assert.InRange(early, 20, 60);
        Assert.InRange(accepted, 30, 60);
    }

    [Fact]
    public void Designer_WhoseFitsEndEarly_FitsItsFrontToTheEnd()
    {
        var options = new DesignOptions
        {
            Method = DesignMethod.Annealing,
            Work = 200_000_000,
            Weights = DesignWeights.ForTarget,
            Rounds = 4,
            Patience = 1e9,
        };
        var found = new CircuitDesigner(Hydrogen, Gates, options).Run(cancellationToken: TestContext.Current.CancellationToken);
        using var fitter = new CircuitFitter(Hydrogen, Gates, Score);
        Assert.All(
            found.Archive.Front, r => Assert.InRange(r.Cost - fitter.Fit(r.Word.AsSpan(), [.. r.Angles]).Cost, -1e-12, 1e-8));
    }
}
