using CsCheck;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Measurement.Estimators;
using Quiver.Circuits.Noise;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Grouping.Splitting;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Measurement;

public sealed class EstimatorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => ["grouped", "norm", "uniform", "split", "quiver", "shadows", "lbcs", "derandomized", "adaptive", "ogm", "shadowgrouping"];

    // The mean error of 200 repetitions is within three of its standard errors, the mean square within what 200 normal numbers allow of the
    // prediction (their relative deviation is sqrt(2/200) = 10 %), and the claimed standard errors agree with it.
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Repetitions_HydrogenMolecule_AreUnbiasedAsPredicted(string name)
    {
        const int repetitions = 200;
        var (file, state, energy) = Ground("h2.fcidump");
        var problem = new EstimationProblem(file.Sum, state);
        var estimator = Create(name, problem);
        using var source = new SimulatedState(state);
        double sum = 0, squares = 0, claimed = 0, predicted = 0;
        for (var r = 0; r < repetitions; r++)
        {
            var design = estimator.Design(problem, 300, r, Token);
            Assert.Equal(300, design.TotalShots);
            var estimate = await EnergyMeasurement.RunAsync(design, source, r + 17, null, Token);
            sum += estimate.Energy - energy;
            squares += Math.Pow(estimate.Energy - energy, 2);
            claimed += estimate.StandardError * estimate.StandardError;
            predicted += design.PredictedVariance!.Value;
        }

        Assert.InRange(sum / repetitions, -3 * Math.Sqrt(squares) / repetitions, 3 * Math.Sqrt(squares) / repetitions);
        Assert.InRange(squares / predicted, 0.7, 1.35);
        Assert.InRange(claimed / predicted, 0.85, 1.2);
    }

    // The slow twin of the predicted variance: the exact distribution of every setting.
    [Theory]
    [InlineData("grouped")]
    [InlineData("split")]
    [InlineData("quiver")]
    [InlineData("derandomized")]
    [InlineData("ogm")]
    public void PredictedVariance_FixedSettings_IsThatOfTheExactDistribution(string name)
    {
        var (file, state, energy) = Ground("h2.fcidump");
        var problem = new EstimationProblem(file.Sum, state);
        var design = Create(name, problem).Design(problem, 200, 3, Token);
        using var source = new SimulatedState(state);
        var (mean, variance) = (design.Constant, 0.0);
        for (var s = 0; s < design.Circuits.Length; s++)
        {
            double first = 0, second = 0;
            var probabilities = source.Probabilities(design.Circuits[s]);
            for (var outcome = 0; outcome < probabilities.Length; outcome++)
            {
                double value = 0;
                foreach (var term in design.Terms(s))
                {
                    var odd = (System.Numerics.BitOperations.PopCount(term.Mask & (ulong)outcome) & 1) == 1;
                    value += odd != term.Negative ? -term.Weight : term.Weight;
                }

                first += probabilities[outcome] * value;
                second += probabilities[outcome] * value * value;
            }

            mean += first;
            variance += (second - (first * first)) / design.Shots[s];
        }

        Assert.Equal(energy, mean, 1e-10);
        Assert.Equal(design.PredictedVariance!.Value, variance, 1e-12);
    }

    // Summed over all 3^n settings with their chances, one shot of a shadow has the energy as its mean and the predicted variance.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PredictedVariance_Shadows_ShrinksWithShots(bool biased)
    {
        var (file, state, _) = Ground("h2.fcidump");
        var problem = new EstimationProblem(file.Sum, state);
        var estimator = new PauliShadowEstimator(biased);
        var once = estimator.Design(problem, 100, 0, Token).PredictedVariance!.Value;
        Assert.Equal(once / 4, estimator.Design(problem, 400, 1, Token).PredictedVariance!.Value, 1e-12);
    }

    [Theory]
    [InlineData("h2.fcidump")]
    [InlineData("h4.fcidump")]
    public void Means_DisjointAndSplitGroups_SumToTheExactEnergy(string molecule)
    {
        var (file, state, energy) = Ground(molecule);
        var problem = new EstimationProblem(file.Sum, state);
        using var source = new SimulatedState(state);
        foreach (var name in new[] { "grouped", "split", "quiver" })
        {
            var plan = ((GroupedEstimator)Create(name, problem)).Plan(problem, Token);
            var total = plan.Constant;
            for (var g = 0; g < plan.Groups.Length; g++)
            {
                var probabilities = source.Probabilities(plan.Groups[g].Circuit);
                for (var outcome = 0; outcome < probabilities.Length; outcome++)
                {
                    total += probabilities[outcome] * plan.Value(g, outcome);
                }
            }

            Assert.Equal(energy, total, 1e-10);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Design_SameSeed_IsTheSame(string name)
    {
        var (file, state, _) = Ground("h2.fcidump");
        var problem = new EstimationProblem(file.Sum, state);
        var (a, b) = (Create(name, problem).Design(problem, 100, 5, Token), Create(name, problem).Design(problem, 100, 5, Token));
        Assert.Equal(a.Circuits, b.Circuits);
        Assert.Equal(a.Shots, b.Shots);
        Assert.Equal(Enumerable.Range(0, a.Shots.Length).SelectMany(s => a.Terms(s).ToArray()), Enumerable.Range(0, b.Shots.Length).SelectMany(s => b.Terms(s).ToArray()));
    }

    [Theory]
    [InlineData("derandomized")]
    [InlineData("adaptive")]
    [InlineData("ogm")]
    [InlineData("shadowgrouping")]
    public void BasisLists_FewShots_StillShowEveryTerm(string name)
    {
        var (file, state, _) = Ground("h4.fcidump");
        var problem = new EstimationProblem(file.Sum, state);
        var design = Create(name, problem).Design(problem, 120, 1, Token);
        Assert.Equal(problem.Terms.Count, Enumerable.Range(0, design.Circuits.Length).SelectMany(s => design.Terms(s).ToArray()).Select(static t => t.Term).Distinct().Count());
        Assert.Contains("single-qubit settings", Assert.Throws<ArgumentOutOfRangeException>(() => Create(name, problem).Design(problem, 5, 1, Token)).Message, StringComparison.Ordinal);
    }

    // Exact outcome probabilities under readout errors, corrected: the mean is the noiseless one.
    [Fact]
    public void ReadoutCorrection_ExactDistribution_RemovesTheBias() =>
        Gen.Select(Gen.Double[0, 0.3], Gen.Double[0, 0.3], Gen.Int[0, 7]).Sample(static (a, b, truth) =>
        {
            var correction = new ReadoutCorrection(a, b);
            double mean = 0;
            for (var read = 0; read < 8; read++)
            {
                var chance = 1.0;
                for (var q = 0; q < 3; q++)
                {
                    var (t, r) = ((truth >> q) & 1, (read >> q) & 1);
                    chance *= t == 0 ? r == 1 ? a : 1 - a : r == 0 ? b : 1 - b;
                }

                var ones = int.PopCount(read);
                mean += chance * correction.Value(3 - ones, ones);
            }

            Assert.Equal(int.IsOddInteger(int.PopCount(truth)) ? -1 : 1, mean, 1e-9);
        });

    [Fact]
    public async Task NoisyReadout_Mitigated_GivesTheExactEnergy()
    {
        var profile = new DeviceProfile { Name = "readout only", ReadOneFromZero = 0.04, ReadZeroFromOne = 0.08 };
        var (file, _, _) = Ground("h2.fcidump");
        var (energy, hf) = ReferenceStates.HartreeFock(file.Sum, file.StateSector, Token);
        var problem = new EstimationProblem(file.Sum, hf);
        var builder = new CircuitBuilder(4);
        for (var q = 0; q < 4; q++)
        {
            if (((hf.Basis[0] >> (3 - q)) & 1) == 1)
            {
                builder.X(q);
            }
        }

        var source = new NoisyState(new NoisyDevice(profile), builder.Build());
        var design = Create("norm", problem).Design(problem, 40_000, 0, Token);
        var plain = await EnergyMeasurement.RunAsync(design, source, 1, null, Token);
        var mitigated = await EnergyMeasurement.RunAsync(design, source, 1, ReadoutCorrection.Of(profile), Token);
        Assert.True(Math.Abs(plain.Energy - energy) > 8 * plain.StandardError);
        Assert.InRange((mitigated.Energy - energy) / mitigated.StandardError, -4, 4);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ReadoutCorrection(0.5, 0.5));
    }

    [Fact]
    public void Counts_QiskitAndPlain_AreTheSameOutcomes()
    {
        var path = Path.GetTempFileName();
        try
        {
            (ulong, long)[] wanted = [(0b001, 5), (0b110, 7)];
            foreach (var (text, left) in new[]
            {
                ("{\"100\": 5, \"0 11\": 7}", false),
                ("{\"counts\": {\"001\": 5, \"110\": 7, \"000\": 0}}", true),
                ("{\"results\":[{\"data\":{\"counts\":{\"0x4\":5,\"0x3\":7}}}]}", true),
                ("[\"001\",\"001\",\"110\",\"001\",\"110\",\"001\",\"110\",\"001\",\"110\",\"110\",\"110\",\"110\"]", true),
            })
            {
                File.WriteAllText(path, text);
                Assert.Equal(wanted, CountsReader.Read(path, 3, left));
            }

            foreach (var bad in new[] { "{", "{}", "{\"0102\":1}", "{\"01\":1}", "{\"001\":-1}", "{\"0x9\":1}", "[1]", "7", "{\"results\":[]}" })
            {
                File.WriteAllText(path, bad);
                Assert.Throws<InputException>(() => CountsReader.Read(path, 3, false));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Evaluate_RecipeAndDesign_AgreeOnCounts()
    {
        var (file, state, _) = Ground("h2.fcidump");
        var problem = new EstimationProblem(file.Sum, state);
        var estimator = (GroupedEstimator)Create("grouped", problem);
        var design = estimator.Design(problem, 500, 0, Token);
        using var source = new SimulatedState(state);
        var counts = source.CountAsync(design.Circuits, design.Shots, 4, Token).GetAwaiter().GetResult();
        var recipe = MeasurementRecipe.Of(estimator.Plan(problem, Token), t => problem.Terms.String(t).ToString(), design.Shots);
        Assert.Equal(design.Evaluate(counts), recipe.Design().Evaluate(counts));
    }

    private static (HamiltonianFile File, QuantumState State, double Energy) Ground(string molecule)
    {
        var file = HamiltonianReader.Read(SharedData.Molecule(molecule));
        var (energy, state) = GroundState.Find(file.Sum, file.StateSector, Token);
        return (file, state, energy);
    }

    private static IEnergyEstimator Create(string name, EstimationProblem problem)
    {
        var grouping = new GroupingProblem(problem.Terms, CommutationRule.FullyCommuting, problem.Covariance);
        var si = new SortedInsertionGrouper().Group(grouping, cancellationToken: Token).Grouping;
        return name switch
        {
            "grouped" => new GroupedEstimator(si),
            "norm" => new GroupedEstimator(si, ShotSharing.Norm),
            "uniform" => new GroupedEstimator(si, ShotSharing.Uniform),
            "split" => new GroupedEstimator(CoefficientSplitting.Split(grouping, si, 10, Token).Groups),
            "quiver" => new GroupedEstimator(SplitSearch.Run(grouping, si, new SplitSearchOptions { Searches = 5, MaximumGroups = 20 }, null, Token).Groups),
            "shadows" => new PauliShadowEstimator(false),
            "lbcs" => new PauliShadowEstimator(true),
            "derandomized" => new DerandomizedEstimator(),
            "adaptive" => new AdaptivePauliEstimator(),
            "ogm" => new OverlappedGroupingEstimator(),
            _ => new ShadowGroupingEstimator(),
        };
    }
}
