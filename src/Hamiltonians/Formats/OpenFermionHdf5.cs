using PureHDF;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>OpenFermion's molecule files: integrals as h_pq and h_pqrs of a†_p a†_q a_r a_s, that is (ps|qr).</summary>
internal static class OpenFermionHdf5
{
    public static MolecularIntegrals Read(string path)
    {
        try
        {
            using var file = H5File.OpenRead(path);
            var n = (int)Scalar(file, "n_orbitals");
            var electrons = (int)Scalar(file, "n_electrons");
            var multiplicity = (int)Scalar(file, "multiplicity");
            var one = file.Dataset("one_body_integrals").Read<double[]>();
            var two = file.Dataset("two_body_integrals").Read<double[]>();
            if (n is < 1 or > IntegralTable.MaxOrbitals)
            {
                throw new InputException(path, 0, $"{n} orbitals: 1 to {IntegralTable.MaxOrbitals} are supported.");
            }

            if (one.Concat(two).Any(v => !double.IsFinite(v)))
            {
                throw new InputException(path, 0, "an integral is not a finite number.");
            }

            if (one.Length != n * n || two.Length != n * n * n * n)
            {
                throw new InputException(path, 0, $"the integrals do not fit {n} orbitals; the file may come from an unfinished calculation.");
            }

            var chemists = new double[two.Length];
            for (var p = 0; p < n; p++)
            {
                for (var q = 0; q < n; q++)
                {
                    for (var r = 0; r < n; r++)
                    {
                        for (var s = 0; s < n; s++)
                        {
                            chemists[((p * n + s) * n + q) * n + r] = two[((p * n + q) * n + r) * n + s];
                        }
                    }
                }
            }

            return new MolecularIntegrals(n, electrons, multiplicity - 1, Scalar(file, "nuclear_repulsion"), [one], [chemists]);
        }
        catch (Exception e) when (e is not InputException and not OutOfMemoryException)
        {
            throw new InputException(path, 0, "this is not a molecule file of OpenFermion with computed integrals, or it is damaged or cut off.", e);
        }
    }

    private static double Scalar(IH5Group file, string name)
    {
        var dataset = file.Dataset(name);
        return dataset.Type.Class == H5DataTypeClass.FloatingPoint ? dataset.Read<double>() : dataset.Read<long>();
    }
}
