using PureHDF;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Writes HDF5: HamLib's operators (one scalar string of OpenFermion's text) and OpenFermion's molecules (integrals).</summary>
internal static class HamLibWriter
{
    /// <summary>An operator as HamLib keeps it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">Name of the data set.</param>
    /// <param name="text">OpenFermion's text.</param>
    /// <param name="qubits">Written as the attribute <c>nqubits</c>, for qubits that no letter names.</param>
    public static void Write(string path, string key, string text, int qubits)
    {
        var dataset = new H5Dataset(text);
        dataset.Attributes["nqubits"] = (long)qubits;
        Write(path, new H5File { [key] = dataset });
    }

    /// <summary>Integrals as OpenFermion's MolecularData keeps them: h_pq, and h_pqrs of a+_p a+_q a_r a_s, that is (ps|qr).</summary>
    /// <param name="path">The file.</param>
    /// <param name="integrals">A restricted set.</param>
    /// <exception cref="InputException">Alpha and beta orbitals differ.</exception>
    public static void Write(string path, MolecularIntegrals integrals)
    {
        if (!integrals.IsRestricted)
        {
            throw new InputException("OpenFermion's HDF5 holds one set of orbitals; alpha and beta differ here: use fcidump.");
        }

        var n = integrals.Orbitals;
        var one = new double[n, n];
        var two = new double[n, n, n, n];
        for (var p = 0; p < n; p++)
        {
            for (var q = 0; q < n; q++)
            {
                one[p, q] = integrals.One(p, q);
                for (var r = 0; r < n; r++)
                {
                    for (var s = 0; s < n; s++)
                    {
                        two[p, q, r, s] = integrals.Two(p, s, q, r);
                    }
                }
            }
        }

        Write(path, new H5File
        {
            ["n_orbitals"] = (long)n,
            ["n_qubits"] = 2L * n,
            ["n_electrons"] = (long)integrals.Electrons,
            ["multiplicity"] = (long)(Math.Abs(integrals.Spin) + 1),
            ["nuclear_repulsion"] = integrals.Constant,
            ["one_body_integrals"] = one,
            ["two_body_integrals"] = two,
        });
    }

    private static void Write(string path, H5File file)
    {
        OpenFermionHdf5.RequireHdf5(path);
        using var memory = new MemoryStream();
        file.Write(memory);
        AtomicFile.Write(path, memory.WriteTo);
    }
}
