using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.TemporalGraphs.Events;

namespace Quiver.Benchmarks;

/// <summary>Inputs of the benchmarks: molecules of data/, and drawn ones that are the same in every run.</summary>
internal static class BenchmarkInputs
{
    /// <summary>A molecule of data/molecules with its electrons.</summary>
    public static HamiltonianFile Molecule(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Toolkit.sln")))
        {
            root = root.Parent;
        }

        return HamiltonianReader.Read(Path.Combine(root!.FullName, "data", "molecules", name + ".fcidump"));
    }

    /// <summary>Random Pauli strings.</summary>
    public static PauliString[] Strings(int count, int qubits)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => PauliString.Parse(new string([.. Enumerable.Range(0, qubits).Select(_ => "IXYZ"[random.Next(4)])])))];
    }

    /// <summary>Users that repeat one of their last four items eight times of ten.</summary>
    public static EventStream Events(int count) => new EventGenerator(1_000, 500, count).Create();
}
