using System.Text;
using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Classification;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Graphs;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Tests.Problems;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Design;

/// <summary>A search or fit that goes on from a journal ends like one that nobody disturbed, wherever it was stopped.</summary>
[Collection(TorchCollection.Name)]
public sealed class ResumedDesignTests
{
    private static readonly HamiltonianFile Chain = HamiltonianReader.Read(SharedData.Molecule("h4.fcidump"));
    private static readonly HamiltonianFile Hydrogen = HamiltonianReader.Read(SharedData.Molecule("h2.fcidump"));

    [Theory]
    [InlineData(DesignMethod.GFlowNet, 2500, null)]
    [InlineData(DesignMethod.SamplesOnly, 400, null)]
    [InlineData(DesignMethod.Random, 400, null)]
    [InlineData(DesignMethod.Annealing, 0, 80_000_000L)]
    public Task Search_Stopped_EndsTheSame(DesignMethod method, long fits, long? work) => StoppedWork.EndsTheSame((journal, stop) => Bytes(
        new CircuitDesigner(Problem(Hydrogen), GateSet.Hardware(4, real: true), Options(method, journal) with { Fits = fits, Work = work })
            .Run(cancellationToken: stop)));

    [Theory]
    [InlineData(DesignMethod.SamplesOnly, 400, null)]
    [InlineData(DesignMethod.Annealing, 0, 40_000_000L)]
    public Task SearchWithGadgets_Stopped_EndsTheSame(DesignMethod method, long fits, long? work)
    {
        CircuitWord[] known = [CircuitWord.Parse("RY(0.1) 0; CX 0,1; RY(1) 1; CX 1,2"), CircuitWord.Parse("RY(0.2) 1; CX 1,2; RY(1.1) 2; CX 2,0")];
        var library = GadgetMiner.Mine([("hardware-real", known)]);
        return StoppedWork.EndsTheSame((journal, stop) => Bytes(
            new CircuitDesigner(
                Problem(Hydrogen), GateSet.Hardware(4, real: true),
                Options(method, journal) with { Fits = fits, Work = work, Library = library }).Run(cancellationToken: stop)));
    }

    [Fact]
    public Task SearchUnderNoise_Stopped_EndsTheSame()
    {
        var noisy = new NoisyProblem(
            Problem(Hydrogen), new DeviceProfile { Name = "bad", OneQubit = new GateNoise(1e-4, 0), TwoQubit = new GateNoise(1e-3, 0) });
        return StoppedWork.EndsTheSame((journal, stop) => Bytes(
            new CircuitDesigner(
                noisy, GateSet.Hardware(4, real: true),
                Options(DesignMethod.Annealing, journal) with { Fits = 200, Weights = DesignWeights.ForNoise }).Run(cancellationToken: stop)));
    }

    [Theory]
    [InlineData(DesignMethod.Annealing)]
    [InlineData(DesignMethod.GFlowNet)]
    public Task SearchForATarget_Stopped_EndsTheSame(DesignMethod method) => StoppedWork.EndsTheSame((journal, stop) => Bytes(
        new TargetDesigner(
            Problem(Chain), GateSet.Hardware(8, real: true),
            Options(method, journal) with { Work = 100_000_000 }, 1.6e-3).Run(cancellationToken: stop)));

    [Fact]
    public Task SearchForAClassifier_Stopped_EndsTheSame() => StoppedWork.EndsTheSame((journal, stop) => Bytes(
        new ClassifierDesigner(
            ClassificationProblem.Create(ColumnProgramTests.Blobs(3), DataEncoding.Components, 3), GateSet.Hardware(3, real: true),
            Options(DesignMethod.Annealing, journal) with { Work = 30_000_000 }, 5, 2).Run(cancellationToken: stop)));

    [Fact]
    public Task SearchForAClassifierByFeatures_Stopped_EndsTheSame() => StoppedWork.EndsTheSame((journal, stop) => Bytes(
        new ClassifierDesigner(
            ClassificationProblem.Create(ColumnProgramTests.Blobs(3), DataEncoding.None, 3),
            GateSet.Hardware(3, real: true).Reuploading(3),
            Options(DesignMethod.Annealing, journal) with { Work = 30_000_000 }, 5, 2).Run(cancellationToken: stop)));

    [Theory]
    [InlineData("hea")]
    [InlineData("uccsd")]
    [InlineData("adapt")]
    public Task Fit_Stopped_EndsTheSame(string ansatz)
    {
        var problem = Problem(Chain);
        return StoppedWork.EndsTheSame((journal, stop) =>
        {
            var options = new VqeOptions(Starts: 2, Iterations: 30) { Journal = journal };
            return Bytes(ansatz switch
            {
                "hea" => Vqe.Fit(
                    ansatz, problem, HardwareEfficientAnsatz.Create(8, 2, real: true, problem.Reference, Entangler.Line), options, stop),
                "uccsd" => Vqe.Fit(ansatz, problem, UccsdAnsatz.Create(8, Chain.Sector!), options, stop),
                _ => Vqe.Adapt(ansatz, problem, ExcitationPool.SinglesAndDoubles(8, Chain.Sector!), 5, 1e-3, options, stop),
            });
        });
    }

    [Fact]
    public Task FitOfQaoa_Stopped_EndsTheSame()
    {
        var graph = MaxCutProblem.Create("ring", GraphReader.Build(6, Enumerable.Range(0, 6).Select(static i => (i, (i + 1) % 6, 1 + (0.1 * i)))));
        return StoppedWork.EndsTheSame((journal, stop) =>
            Bytes(QaoaFit.Fit("qaoa", graph, graph, 2, new VqeOptions { Journal = journal }, stop)));
    }

    private static DesignOptions Options(DesignMethod method, UnitJournal journal) => new()
    {
        Method = method,
        Rounds = 3,
        MaximumGates = 16,
        Threads = 2,
        Journal = journal,
    };

    private static GroundStateProblem Problem(HamiltonianFile file) => GroundStateProblem.Create("molecule", file);

    // All but the time: circuits to the bit, counts and notes.
    private static byte[]? Bytes(DesignOutcome outcome)
    {
        if (outcome.CutShort)
        {
            return null;
        }

        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        outcome.Archive.Write(writer);
        writer.WriteCircuits(outcome.Ensemble.ToArray());
        writer.WriteCircuit(outcome.Lead);
        writer.Write(outcome.Fits);
        writer.Write(outcome.Work);
        writer.Write(string.Join('|', outcome.Notes));
        writer.Write(outcome.Goal is { } goal ? goal.Anchor.Estimate + goal.Anchor.Variance : 0);
        writer.Write(outcome.Classifier?.Accuracy ?? 0);
        writer.Flush();
        return memory.ToArray();
    }

    private static byte[] Bytes(VqeResult result)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write(result.Cost);
        writer.Write(result.Parameters);
        foreach (var operation in result.Circuit.Operations)
        {
            writer.Write((int)operation.Kind);
            foreach (var angle in operation.Angles)
            {
                writer.Write(angle.Offset);
            }
        }

        writer.Flush();
        return memory.ToArray();
    }
}
