using System.Runtime.CompilerServices;
using PureHDF;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// HDF5 files: OpenFermion's molecules (integrals as h_pq and h_pqrs of a†_p a†_q a_r a_s, that is (ps|qr)) and HamLib's
/// operators, each a data set that holds OpenFermion's text.
/// </summary>
internal static class OpenFermionHdf5
{
    private const int MaxDepth = 8;
    private const int MaxKeys = 100_000;
    private const int KeysShown = 12;

    // A data set that was never written takes no room in the file and is read as zeros: 64 MB and 20 times the file are granted.
    private const long FreeBytes = 64L << 20;
    private const int BytesPerByte = 20;

    /// <summary>Refuses HDF5 in a program that was compiled ahead of time: its library makes code at run time.</summary>
    /// <exception cref="InputException">This is such a program.</exception>
    public static void RequireHdf5(string path)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw new InputException(path, 0, "HDF5 is not read or written by quiver-lite: use quiver.");
        }
    }

    /// <summary>Reads either kind.</summary>
    public static HamiltonianFile Read(string path, HamiltonianReadOptions options)
    {
        RequireHdf5(path);
        try
        {
            using var file = H5File.OpenRead(path);
            if (QdkHamiltonian.Recognises(file))
            {
                return QdkHamiltonian.Read(path, file, options);
            }

            if (!file.LinkExists("one_body_integrals") && Texts(file) is { Count: > 0 } texts)
            {
                return ReadText(path, texts, options);
            }

            if (options.Key is { } key)
            {
                throw new InputException(path, 0, $"option Key {key}: the file holds one molecule and no data sets of text.");
            }

            return HamiltonianReader.FromIntegrals("hdf5", Molecule(path, file), options, path);
        }
        catch (OutOfMemoryException e)
        {
            throw new InputException(path, 0, "the file names more data than the memory holds: it is damaged, or too large for this "
                + "machine.", e);
        }
        catch (Exception e) when (e is not InputException)
        {
            throw new InputException(path, 0, "this is neither a molecule file of OpenFermion with computed integrals, nor a file of "
                + "operators as text (HamLib), nor a Hamiltonian of qdk-chemistry, or it is damaged or cut off.", e);
        }
    }

    private static HamiltonianFile ReadText(string path, SortedDictionary<string, IH5Dataset> texts, HamiltonianReadOptions options)
    {
        var key = options.Key?.TrimStart('/')
            ?? (texts.Count == 1 ? texts.Keys.First() : throw new InputException(path, 0, $"the file holds {texts.Count} operators: "
            + $"choose one with option Key; {Keys(texts)}."));
        if (!texts.TryGetValue(key, out var dataset))
        {
            throw new InputException(path, 0, $"option Key {SumCollector.Short(key)}: there is no such operator; {Keys(texts)}.");
        }

        var length = dataset.Space.Dimensions.Aggregate(1.0, (product, d) => product * d);
        if (length != 1)
        {
            throw new InputException(path, 0, $"the data set '{SumCollector.Short(key)}' holds {length:G6} texts, not one.");
        }

        var text = dataset.Read<string[]>();

        var file = OpenFermionText.ReadInside(path, text[0].TrimEnd('\0'), options.Mapping, Math.Max(options.Qubits, Qubits(dataset)));
        file = string.Equals(file.Format, "openfermion", StringComparison.Ordinal) ? file with { Format = "hdf5 (HamLib)" } : file;
        return options.Key is null ? file with
        {
            Notes = [.. file.Notes,
            $"The data set '{SumCollector.Short(key)}' was read, the only operator in the file."]
        } : file;
    }

    private static string Keys(SortedDictionary<string, IH5Dataset> texts) =>
        "its keys are " + string.Join(", ", texts.Keys.Take(KeysShown).Select(k => SumCollector.Short(k)))
            + (texts.Count > KeysShown ? ", ..." : string.Empty);

    /// <summary>Every data set of text, by its path.</summary>
    private static SortedDictionary<string, IH5Dataset> Texts(IH5Group root)
    {
        var result = new SortedDictionary<string, IH5Dataset>(StringComparer.Ordinal);
        void Visit(IH5Group group, string prefix, int depth)
        {
            foreach (var child in group.Children())
            {
                if (result.Count >= MaxKeys)
                {
                    return;
                }

                if (child is IH5Dataset dataset && dataset.Type.Class is H5DataTypeClass.String or H5DataTypeClass.VariableLength)
                {
                    result[prefix + child.Name] = dataset;
                }
                else if (child is IH5Group inner && depth < MaxDepth)
                {
                    Visit(inner, prefix + child.Name + "/", depth + 1);
                }
            }
        }

        Visit(root, string.Empty, 0);
        return result;
    }

    /// <summary>HamLib's attribute with the number of qubits; 0 where there is none.</summary>
    private static int Qubits(IH5Dataset dataset)
    {
        if (!dataset.AttributeExists("nqubits"))
        {
            return 0;
        }

        var attribute = dataset.Attribute("nqubits");
        return attribute.Type.Class == H5DataTypeClass.FixedPoint ? (int)Math.Clamp(attribute.Read<long>(), 0, SumCollector.MaxQubits) : 0;
    }

    private static MolecularIntegrals Molecule(string path, IH5Group file)
    {
        var n = (int)Scalar(file, "n_orbitals");
        var electrons = (int)Scalar(file, "n_electrons");
        var multiplicity = (int)Scalar(file, "multiplicity");
        if (n is < 1 or > IntegralTable.MaxOrbitals)
        {
            throw new InputException(path, 0, $"{n} orbitals: 1 to {IntegralTable.MaxOrbitals} are supported.");
        }

        if (2L * n * n * n * n * sizeof(double) > FreeBytes + (BytesPerByte * new FileInfo(path).Length))
        {
            throw new InputException(path, 0, $"the two-electron integrals of {n} orbitals do not fit a file of "
                + $"{new FileInfo(path).Length} bytes: it is damaged or cut off.");
        }

        var one = Numbers(path, file, "one_body_integrals", n, n * n);
        var two = Numbers(path, file, "two_body_integrals", n, n * n * n * n);
        if (one.Concat(two).Any(v => !double.IsFinite(v)))
        {
            throw new InputException(path, 0, "an integral is not a finite number.");
        }

        if (ElectronCounts.Problem(n, electrons, multiplicity - 1, ("n_orbitals", "n_electrons", "multiplicity - 1")) is { } problem)
        {
            throw new InputException(path, 0, problem);
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

    /// <summary>A data set of numbers, whose size is looked at before it is read.</summary>
    private static double[] Numbers(string path, IH5Group file, string name, int orbitals, int length)
    {
        var dataset = file.Dataset(name);
        return dataset.Space.Dimensions.Aggregate(1.0, (product, d) => product * d) == length
            ? dataset.Read<double[]>()
            : throw new InputException(path, 0, $"the integrals do not fit {orbitals} orbitals; the file may come from an unfinished "
                + $"calculation.");
    }

    private static double Scalar(IH5Group file, string name)
    {
        var dataset = file.Dataset(name);
        return dataset.Type.Class == H5DataTypeClass.FloatingPoint ? dataset.Read<double>() : dataset.Read<long>();
    }
}
