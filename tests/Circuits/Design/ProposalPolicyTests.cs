using Quiver.Circuits.Design;
using Quiver.Circuits.Problems;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Design;

public sealed class ProposalPolicyTests
{
    [Fact]
    public void LogOdds_RandomFeatures_AreThoseOfThePlainNetwork()
    {
        var policy = ProposalPolicy.BuiltIn;
        var w = policy.Weights;
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var x = Enumerable.Range(0, ProposalFeatures.Count).Select(_ => random.Next(3) == 0 ? 0 : (float)(4 * random.NextDouble()) - 2).ToArray();
            double[] Layer(double[] x, float[] w, float[] b, bool last) => [.. b.Select((bias, o) =>
                x.Select((value, i) => value * w[(i * b.Length) + o]).Sum() + bias).Select(y => last ? y : Math.Max(0, y))];
            var expected = Layer(
                Layer(Layer([.. x.Select(static v => (double)v)], w[0], w[1], false), w[2], w[3], false), w[4], w[5], true)[0];
            Assert.Equal(expected, policy.LogOdds(x), 1e-4 * (1 + Math.Abs(expected)));
        }
    }

    [Fact]
    public void File_WrittenAndRead_IsTheSamePolicyAndRefusesChanges()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "policy.json");
        ProposalPolicyFile.Write(path, ProposalPolicy.BuiltIn);
        var read = ProposalPolicyFile.Read(path);
        Assert.Equal(ProposalPolicy.BuiltIn.Sha256, read.Sha256);
        Assert.Equal("h2_631g, h4, lih", read.TrainedFor);
        Assert.Equal(ProposalPolicy.BuiltIn.Weights, read.Weights);
        var text = File.ReadAllText(path);
        foreach (var (from, to, sentence) in new[]
        {
            ("\"fileVersion\": 1", "\"fileVersion\": 7", "version 7"),
            ("\"features\": 1", "\"features\": 2", "features 2"),
            ("-0.", "-0.1", "checksum"),
            ("\"trainedFor\"", "\"for\"", "no policy of proposals"),
            ("\"weights\": [", "\"weights\": [[1],", "are not"),
            ("\"weights\"", "\"heights\"", "no policy of proposals"),
            ("{", string.Empty, "no policy of proposals"),
        })
        {
            var place = text.IndexOf(from, StringComparison.Ordinal);
            File.WriteAllText(path, string.Concat(text.AsSpan(0, place), to, text.AsSpan(place + from.Length)));
            Assert.Contains(sentence, Assert.Throws<InputException>(() => ProposalPolicyFile.Read(path)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Training_OnASmallMolecule_LearnsWhatHelpsAndRepeats()
    {
        var file = HamiltonianReader.Read(SharedData.Molecule("h4.fcidump"));
        var problem = GroundStateProblem.Create("h4", file, exact: true);
        var options = new ProposalTrainingOptions { Seconds = 0.1, Searches = 1, Passes = 8, Batch = 128, LearningRate = 5e-3, Seed = 3 };
        var trained = ProposalTraining.Run([problem], options);
        var p = trained.Improvements;
        var guess = -(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));
        Assert.InRange(p, 0.01, 0.9);
        Assert.InRange(trained.Loss, 0, 0.9 * guess);
        Assert.Equal("h4", trained.Policy.TrainedFor);
        Assert.Equal(trained.Policy.Sha256, ProposalTraining.Run([problem], options).Policy.Sha256);
    }

    [Fact]
    public void Search_WithThePolicy_FitsFewerCircuitsForTheSameWork()
    {
        // The choice is counted: what is drawn and weighed leaves less for fits, and another search comes out.
        var file = HamiltonianReader.Read(SharedData.Molecule("h4.fcidump"));
        var problem = GroundStateProblem.Create("h4", file, exact: true);
        DesignOutcome Found(ProposalPolicy? policy) => new TargetDesigner(
            problem, GateSet.Hardware(8, real: true),
            new DesignOptions { Work = 60_000_000, Rounds = 4, Weights = DesignWeights.ForTarget, Proposals = policy }, 1.6e-3).Run();
        var (with, without) = (Found(ProposalPolicy.BuiltIn), Found(null));
        Assert.True(with.Fits < without.Fits, $"{with.Fits} fits with, {without.Fits} without");
        Assert.InRange(with.Work, 0.7 * without.Work, 1.3 * without.Work);
        Assert.Equal(with.Goal!.Best!.Word, Found(ProposalPolicy.BuiltIn).Goal!.Best!.Word);
    }
}
