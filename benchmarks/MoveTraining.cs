using System.Text.Json;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Hamiltonians.Formats;

namespace Quiver.Benchmarks;

/// <summary>
/// Learns how often chains should propose what: searches training molecules by the shares made by hand, changes the shares by what each
/// kind of move brought for its work, searches again by those, and prints the JSON that is embedded in Quiver.Circuits.
/// </summary>
internal static class MoveTraining
{
    private const double Seconds = 2;
    private const int Seeds = 2;
    private const int Sweeps = 2;
    private const double Rate = 0.7;

    // Seeds that no comparison uses.
    private const int FirstSeed = 1000;

    /// <param name="paths">Molecules to learn from, in the space of the file.</param>
    public static void Run(string[] paths)
    {
        var policy = MovePolicy.ByHand(0.25, 0.15);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var records = new List<MoveRecord>();
            foreach (var path in paths)
            {
                var name = Path.GetFileNameWithoutExtension(path);
                var problem = GroundStateProblem.Create(name, HamiltonianReader.Read(path));
                var record = new MoveRecord();
                foreach (var target in (double[])[1.6e-3, 1e-4])
                {
                    for (var seed = 0; seed < Seeds; seed++)
                    {
                        var options = new DesignOptions
                        {
                            Method = DesignMethod.Annealing,
                            Moves = policy,
                            Work = DesignOptions.WorkOf(Seconds),
                            Rounds = 16,
                            Weights = DesignWeights.ForTarget,
                            Seed = FirstSeed + (Seeds * sweep) + seed,
                            Patience = double.PositiveInfinity,
                        };
                        var gates = GateSet.Hardware(problem.Qubits, real: problem.IsReal);
                        var found = new TargetDesigner(problem, gates, options, target).Run();
                        record.Add(found.Moves);
                        Console.Error.WriteLine($"sweep {sweep}, {name}, {target}, seed {seed}: log R {found.Archive.Best!.LogReward:F3}");
                    }
                }

                records.Add(record);
            }

            policy = MoveRecord.Learn(policy, records, Rate);
        }

        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                molecules = paths.Select(static p => Path.GetFileNameWithoutExtension(p)),
                seconds = Seconds,
                seeds = Seeds,
                sweeps = Sweeps,
                shares = policy.Shares.Select(static s => Math.Round(s, 4)).Chunk(MovePolicy.Kinds),
            }));
    }
}
