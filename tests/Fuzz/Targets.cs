using Quiver.Circuits.Classification;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Graphs;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;

namespace Quiver.Fuzz;

/// <summary>Every reader of the project, with inputs of our own to start from and those of the reference data where it is there.</summary>
internal static class Targets
{
    public static IReadOnlyList<FuzzTarget> All()
    {
        var seeds = new SeedFiles();
        return
        [
            Hamiltonian("fcidump", "a.fcidump", seeds.Of("*.fcidump", "*.FCIDUMP"), Words.Fcidump, Grammars.Fcidump),
            Hamiltonian("pauli-text", "a.txt", seeds.Text("hamiltonians", ["XX 0.5\nZI -1.25\n", "constant -1.5\nXYZ 1e-3\n", "-0.8 * IZ\n+ 0.39 * ZZ\n"]), Words.Pauli, Grammars.Pauli),
            Hamiltonian("openfermion", "b.txt", seeds.Named("of_", "_fermion", ["0.5 [X0 Y1] +\n-0.25 [Z3]", "(0.1+0j) [0^ 1] +\n(0.2+0j) [1^ 0]"]), Words.OpenFermion, Grammars.OpenFermion),
            Hamiltonian("qiskit", "c.txt", seeds.Named("q_", "qk_h", ["SparsePauliOp(['XX', 'ZI'],\n coeffs=[0.5+0.j, -1.25+0.j])", "[('Z',[0],1.0),('X',[1],0.5)]", "[('XX', 0.5), ('ZZ', 1)]"]), Words.Qiskit, null),
            Hamiltonian("hamiltonian-json", "a.json", seeds.Of("*.json", ["hamiltonians"]), Words.Json, Grammars.Json),
            Hamiltonian("broombridge", "a.yaml", seeds.Of("*.yaml", "*.broombridge"), Words.Yaml, null),
            Hamiltonian("liquid", "a.dat", seeds.Named("liq_", "liquid", ["[0,0]=-1.25 [1,1]=-0.47 [0,0,0,0]=0.67 nuc=0.7"]), Words.Liquid, null),
            Hamiltonian("hdf5", "a.hdf5", seeds.Of("*.hdf5", "*.h5"), [], null) with { Resident = true },
            Hamiltonian("hamiltonian-gzip", "a.gz", GroupingTargets.Packed(seeds.Of("*.fcidump")), [], null),
            GroupingTargets.Grouping(),
            GroupingTargets.Policy(),
            new("openqasm", "a.qasm", seeds.Of("*.qasm", "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\nh q[0];\ncx q[0],q[1];\n"), Words.Qasm, Grammars.Qasm, ReadQasm),
            new("graph", "g.txt", seeds.Named("bip5", "dimacs", ["1 2\n2 3\n", "1 2;2 3;1 3", "p edge 3 2\ne 1 2\ne 2 3\n", "3 3\n1 2 0.5\n2 3 1\n1 3 -2\n"]), Words.Graph, Grammars.Graph, ReadGraph),
            new("classification", "d.csv", seeds.Named("named_nohead", "onetwo", ["a,b,label\n1,2,x\n3,4,y\n", "5.1,3.5,0\n4.9,3,1\n"]), Words.Csv, Grammars.Csv, p => ClassificationReader.Read(p)),
            new("target-state", "s.txt", seeds.Named("cplx4", "h4.txt", ["0.70710678 0\n0\n0\n0.70710678\n"]), Words.Graph, null, p => TargetReader.ReadState(p)),
            new("target-unitary", "u.txt", seeds.Named("cplx4", "h4.txt", ["1 0 0 0\n0 0 1 0\n", "0 1\n1 0\n"]), Words.Graph, null, p => TargetReader.ReadUnitary(p)),
            new("device-profile", "p.json", seeds.Of("*.json", ["devices", "circuits"]), Words.Device, Grammars.Json, p => DeviceProfileReader.Read(p)),
            Text("coupling-map", "linear:5", ["0-1,1-2", "ring:4", "grid:2x3", "all"], t => CouplingMap.Parse(t, 5)),
            Text("heuristic", "edgebank>recency", ["edgebank:window=100>popularity", "decay:power=2", "lp>cn"], t => LexicographicScore.Parse(t)),
            Text("freshness", "event", ["batch:200", "interval:1h", "3600"], t => Freshness.Parse(t)),
            Events("events-csv", "e.csv", seeds.Of("*.csv", ["temporal"]), Grammars.EventsCsv),
            Events("events-text", "e.txt", seeds.Of("*.txt", ["temporal"], ["0 1 10\n1 2 20\n", "1\t2\t0.5\t100\n"]), Grammars.EventsText),
            Events("events-gzip", "e.csv.gz", seeds.Of("*.gz", ["temporal"]), null),
            Events("events-parquet", "e.parquet", seeds.Of("*.parquet"), null),
            CheckpointTargets.GFlowNet(),
            CheckpointTargets.LinkModel("gcn"),
            CheckpointTargets.LinkModel("tgn"),
            CheckpointTargets.Ranker(),
        ];
    }

    private static FuzzTarget Hamiltonian(string name, string file, IReadOnlyList<byte[]> seeds, IReadOnlyList<string> words, Grammar? grammar) =>
        new(name, file, seeds, words, grammar, path =>
        {
            var read = Chosen(path);
            for (var i = 0; i < read.Sum.Count; i++)
            {
                if (!double.IsFinite(read.Sum.Coefficient(i).Magnitude))
                {
                    throw new InvalidOperationException($"term {i} has the coefficient {read.Sum.Coefficient(i)}");
                }
            }
        });

    // A file of several operators wants a key: the one of our own sample.
    private static HamiltonianFile Chosen(string path)
    {
        try
        {
            return HamiltonianReader.Read(path);
        }
        catch (InputException e) when (e.Message.Contains("--key", StringComparison.Ordinal))
        {
            return HamiltonianReader.Read(path, new HamiltonianReadOptions { Key = "ham_JW4" });
        }
    }

    private static FuzzTarget Events(string name, string file, IReadOnlyList<byte[]> seeds, Grammar? grammar) =>
        new(name, file, seeds, Words.Events, grammar, path => EventReader.Read(path, new EventReadOptions { Sort = true, Relabel = true }));

    private static FuzzTarget Text(string name, string first, IReadOnlyList<string> others, Action<string> parse)
    {
        var seeds = others.Prepend(first).Select(System.Text.Encoding.UTF8.GetBytes).ToArray();
        return new(name, "text", seeds, Words.Expressions, null, path =>
        {
            try
            {
                parse(File.ReadAllText(path));
            }
            catch (FormatException e)
            {
                // Their documented refusal; the command turns it into one of its own.
                throw new InputException(e.Message);
            }
        });
    }

    // A format may be forced on any file.
    private static void ReadGraph(string path)
    {
        foreach (var format in Enum.GetValues<GraphFormat>().Where(static f => f != GraphFormat.Auto))
        {
            try
            {
                GraphReader.ReadFile(path, format);
            }
            catch (InputException)
            {
                // Refused: the file is of another format.
            }
        }

        GraphReader.Read(path);
    }

    // What was read is written in both dialects, and what we write must be read again.
    private static void ReadQasm(string path)
    {
        ReadProgram(path);
        var circuit = QasmReader.ReadFile(path);
        if (circuit.Qubits > 1000 || circuit.Count > 2000)
        {
            return;
        }

        foreach (var version in Enum.GetValues<QasmVersion>())
        {
            string text;
            try
            {
                text = QasmWriter.Write(circuit, version);
            }
            catch (InputException)
            {
                continue;
            }

            try
            {
                QasmReader.Read(text, "written.qasm");
            }
            catch (InputException e)
            {
                throw new InvalidOperationException("what was written is refused: " + e.Message);
            }
        }
    }

    // Programs too, and what is read again must be what was written.
    private static void ReadProgram(string path)
    {
        var program = QasmReader.ReadProgramFile(path);
        if (program.Qubits > 1000 || program.Steps.Length > 2000)
        {
            return;
        }

        foreach (var version in Enum.GetValues<QasmVersion>())
        {
            string text;
            try
            {
                text = QasmWriter.Write(program, version);
            }
            catch (InputException)
            {
                continue;
            }

            CircuitProgram again;
            try
            {
                again = QasmReader.ReadProgram(text, "written.qasm");
            }
            catch (InputException e)
            {
                throw new InvalidOperationException("the program that was written is refused: " + e.Message);
            }

            if (again.Qubits != program.Qubits || again.Bits != program.Bits || again.Inputs.Length != program.Inputs.Length
                || again.IsUnitary != program.IsUnitary || !string.Equals(QasmWriter.Write(again, version), text, StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"the program changes when it is written as {version} and read again");
            }
        }
    }
}
