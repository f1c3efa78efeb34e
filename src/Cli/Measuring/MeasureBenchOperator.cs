using System.CommandLine;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Measurement.Estimators;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.States;

namespace Quiver.Cli.Measuring;

/// <summary>One operator of <c>bench measure</c>: a file in one mapping. What a resumed row does not need is never worked out.</summary>
internal sealed class MeasureBenchOperator
{
    private readonly Lazy<(double Energy, QuantumState State)> ground;
    private readonly Lazy<EstimationProblem> problem;
    private readonly CancellationToken cancellation;

    private MeasureBenchOperator(
        string path, string? mapping, HamiltonianFile file, int starts, int seed, CancellationToken cancellation)
    {
        Path = path;
        Mapping = mapping;
        File = file;
        this.cancellation = cancellation;
        ground = new(() => GroundState.Find(file.Sum, file.StateSector, cancellation));
        problem = new(() => ArgumentErrors.AsInput(() => new EstimationProblem(
            file.Sum, ground.Value.State, new DiagonalizationOptions { Starts = starts, Seed = seed })));
    }

    public string Path { get; }

    /// <summary>jw, parity or bk; null for a file of qubits.</summary>
    public string? Mapping { get; }

    public HamiltonianFile File { get; }

    public double Energy => ground.Value.Energy;

    public QuantumState State => ground.Value.State;

    public EstimationProblem Problem => problem.Value;

    /// <summary>The file's name, with its folder's where the name alone says only the mapping.</summary>
    public string Name => System.IO.Path.GetFileName(Path) is var leaf
        && System.IO.Path.GetFileNameWithoutExtension(leaf) is "jw" or "bk" or "parity"
            ? System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))) + "/" + leaf : leaf;

    /// <summary>Terms without the identity and their covariances, fully commuting.</summary>
    public GroupingProblem Grouping() => new(Problem.Terms, CommutationRule.FullyCommuting, Problem.Covariance);

    /// <summary>What makes a row of this operator.</summary>
    /// <param name="table">Which table.</param>
    /// <param name="options">Options that can change the row.</param>
    public RunIdentity Identity(string table, object options) => RunIdentity.Create(
        "bench measure " + table, [new("operator", InputFile.Of(Path).Sha256 ?? string.Empty)], new { Mapping, Options = options });

    /// <summary>Reads files, each in every mapping asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="paths">The files.</param>
    /// <param name="mappings">Names of mappings, for files of integrals or fermions.</param>
    /// <param name="starts">Starts of each circuit's search.</param>
    /// <param name="seed">Of the circuits' search.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static IEnumerable<MeasureBenchOperator> Read(
        ParseResult parsed, IReadOnlyList<string> paths, Option<string> mappings, int starts, int seed, CancellationToken cancellation)
    {
        if (paths.FirstOrDefault(static p => !System.IO.File.Exists(p)) is { } missing)
        {
            // Found at once, not when the others are done.
            throw InputException.NoFile(missing);
        }

        foreach (var path in paths)
        {
            var first = true;
            foreach (var mapping in Names(parsed.GetRequiredValue(mappings)))
            {
                cancellation.ThrowIfCancellationRequested();
                var file = HamiltonianReader.Read(path, new HamiltonianReadOptions { Mapping = Mappings[mapping] });
                var fermions = file.Integrals is not null || file.Format is "fermion";
                if (!fermions && parsed.IsGiven(mappings))
                {
                    throw new InputException($"{mappings.Name} has no effect on {path}, which holds qubits already: leave it out.");
                }

                if (!file.Sum.IsReal)
                {
                    throw new InputException($"{path}: the operator has complex coefficients, so it has no energy to measure.");
                }

                if (file.Sum.Qubits > MostQubits)
                {
                    throw new InputException($"{path}: exact states are kept for up to {MostQubits} qubits here, not {file.Sum.Qubits}.");
                }

                RunEnvelope.Read(path);
                if (first)
                {
                    RunNotes.AddRange(file.Notes);
                }

                first = false;
                yield return new(path, fermions ? mapping : null, file, starts, seed, cancellation);
            }
        }
    }

    private const int MostQubits = 20;

    private static readonly Dictionary<string, FermionMapping> Mappings = new(StringComparer.Ordinal)
    {
        ["jw"] = FermionMapping.JordanWigner,
        ["parity"] = FermionMapping.Parity,
        ["bk"] = FermionMapping.BravyiKitaev,
    };

    private static string[] Names(string text)
    {
        string[] names = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.Ordinal)];
        return names.FirstOrDefault(static n => !Mappings.ContainsKey(n)) is { } unknown
            ? throw new InputException($"Unknown mapping '{unknown}': use some of {string.Join(", ", Mappings.Keys)}, separated by commas.")
            : names.Length > 0 ? names : throw new InputException("--mappings names no mapping.");
    }
}
