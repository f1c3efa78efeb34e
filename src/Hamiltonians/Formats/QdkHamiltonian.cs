using System.Text.Json;
using PureHDF;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// qdk-chemistry's <c>*.hamiltonian.json</c> and <c>*.hamiltonian.h5</c>: integrals (pq|rs) over the active orbitals, with the energy of
/// nuclei and inactive orbitals as <c>core_energy</c>. JSON of versions 1.0 and 1.1 holds plain arrays, of 2.1 blocks by spin labels; HDF5
/// the arrays, or packed indices with values (container type <c>sparse</c>). Electrons are not stated: they are counted from the atoms and
/// the inactive orbitals where the file has them.
/// </summary>
internal static class QdkHamiltonian
{
    private const string FourCenter = "canonical_four_center";
    private const string Sparse = "sparse";

    // The unit of 2 Ms in labels of blocks.
    private const int Up = 1;
    private const int Down = -1;

    /// <summary>Whether JSON text is of this kind; its name plays no part.</summary>
    public static bool Recognises(ReadOnlySpan<byte> json) =>
        json.IndexOf("\"container_type\""u8) >= 0 && json.IndexOf("\"core_energy\""u8) >= 0;

    /// <summary>Whether an HDF5 file is of this kind.</summary>
    public static bool Recognises(IH5Group root) =>
        root.LinkExists("container") && root.Group("container").AttributeExists("container_type");

    /// <summary>Reads JSON.</summary>
    /// <param name="path">Named in errors.</param>
    /// <param name="json">The file.</param>
    /// <param name="options">Mapping, electrons, orbitals.</param>
    public static HamiltonianFile Read(string path, ReadOnlyMemory<byte> json, HamiltonianReadOptions options)
    {
        RefuseKey(path, options);
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var container = root.TryGetProperty("container", out var inner) ? inner : root;
        RequireKind(path, Text(container, "container_type"), Text(container, "type"), FourCenter);
        var (one, two) = (Member(path, container, "one_body_integrals"), Member(path, container, "two_body_integrals"));
        var alpha = Orbital(path, one, container, Up, "one_body_integrals_alpha");
        var beta = Orbital(path, one, container, Down, "one_body_integrals_beta") ?? alpha;
        var n = Size(path, alpha);
        var aaaa = Pairs(path, two, "aaaa", Up, Up, n) ?? throw Missing(path, "two-electron integrals of alpha electrons");
        var restricted = ReferenceEquals(alpha, beta);
        var aabb = Pairs(path, two, "aabb", Up, Down, n) ?? (restricted ? aaaa
            : throw Missing(path, "two-electron integrals between alpha and beta electrons"));
        var bbbb = Pairs(path, two, "bbbb", Down, Down, n) ?? (restricted ? aaaa
            : throw Missing(path, "two-electron integrals of beta electrons"));
        var same = alpha.AsSpan().SequenceEqual(beta) && aaaa.AsSpan().SequenceEqual(aabb) && aaaa.AsSpan().SequenceEqual(bbbb);
        return Built(
            path, "json", n, Number(path, container, "core_energy"), same ? [alpha!] : [alpha!, beta!],
            same ? [aaaa] : [aaaa, aabb, bbbb], Electrons(container), options);
    }

    /// <summary>Reads HDF5.</summary>
    /// <param name="path">Named in errors.</param>
    /// <param name="root">The file.</param>
    /// <param name="options">Mapping, electrons, orbitals.</param>
    public static HamiltonianFile Read(string path, IH5Group root, HamiltonianReadOptions options)
    {
        RefuseKey(path, options);
        var container = root.Group("container");
        var metadata = container.Group("metadata");
        var kind = container.Attribute("container_type").Read<string>();
        RequireKind(path, kind, metadata.AttributeExists("type") ? metadata.Attribute("type").Read<string>() : null, FourCenter, Sparse);
        var constant = metadata.Attribute("core_energy").Read<double>();
        if (kind is Sparse)
        {
            var (n, one, two) = Unpacked(path, container);
            return Built(path, "hdf5", n, constant, [one], [two], null, options);
        }

        if (!container.LinkExists("one_body_integrals_alpha"))
        {
            throw new InputException(
                path, 0, "this HDF5 layout of qdk-chemistry is not read: save the Hamiltonian as JSON or FCIDUMP, which are.");
        }

        double[] Read(string name, double cells)
        {
            var dataset = container.Dataset(name);
            return dataset.Space.Dimensions.Aggregate(1.0, static (product, d) => product * d) == cells
                ? dataset.Read<double[]>()
                : throw new InputException(path, 0, $"'{name}' holds another number of integrals than {cells}: it is damaged or cut off.");
        }

        var orbitals = (int)Math.Min(container.Dataset("one_body_integrals_alpha").Space.Dimensions[0], int.MaxValue);
        Size(path, orbitals);
        var (square, fourth) = ((double)orbitals * orbitals, Math.Pow(orbitals, 4));
        double[][] ones = [Read("one_body_integrals_alpha", square)];
        double[][] twos = [Read("two_body_integrals_aaaa", fourth)];
        if (container.LinkExists("one_body_integrals_beta"))
        {
            ones = [ones[0], Read("one_body_integrals_beta", square)];
            twos = [twos[0], Read("two_body_integrals_aabb", fourth), Read("two_body_integrals_bbbb", fourth)];
        }

        return Built(path, "hdf5", orbitals, constant, ones, twos, Electrons(container), options);
    }

    private static HamiltonianFile Built(
        string path, string format, int n, double constant, double[][] one, double[][] two, (int Electrons, string Why)? counted,
        HamiltonianReadOptions options)
    {
        if (!double.IsFinite(constant) || one.Concat(two).Any(static a => Array.Exists(a, static v => !double.IsFinite(v))))
        {
            throw new InputException(path, 0, "an integral or the core energy is not a finite number.");
        }

        RequireReal(path, n, one, two);
        var notes = new List<string>();
        if (options.Electrons is null && counted is null)
        {
            if (options.Frozen != 0 || options.Active != 0)
            {
                throw new InputException(path, 0, "which orbitals to freeze depends on the electrons, which the file does not state: name "
                    + "option Electrons.");
            }

            notes.Add(
                "The file states neither electrons nor atoms: the state is not restricted; name option Electrons where it should be.");
        }
        else if (options.Electrons is null)
        {
            notes.Add(counted!.Value.Why);
        }

        var electrons = options.Electrons is null ? counted?.Electrons ?? 0 : 0;
        if (ElectronCounts.Problem(n, electrons, electrons & 1, ("the number of orbitals", "the electrons counted", "2 Ms")) is { } problem)
        {
            throw new InputException(path, 0, problem);
        }

        var file = HamiltonianReader.FromIntegrals(
            format, new MolecularIntegrals(n, electrons, electrons & 1, constant, one, two), options, path, notes);
        return options.Electrons is null && counted is null ? file with { Sector = null } : file;
    }

    // A wrong order of indices or a cut file shows as lost symmetry: an operator that is not what was meant would be measured.
    private static void RequireReal(string path, int n, double[][] one, double[][] two)
    {
        var largest = one.Concat(two).Max(static a => a.Length == 0 ? 0 : a.Max(Math.Abs));
        var allowed = 1e-6 * largest;
        bool Differs(double a, double b) => Math.Abs(a - b) > allowed;
        for (var p = 0; p < n; p++)
        {
            for (var q = 0; q < n; q++)
            {
                if (Array.Exists(one, h => Differs(h[(p * n) + q], h[(q * n) + p])))
                {
                    throw new InputException(path, 0, $"h({p}, {q}) and h({q}, {p}) differ: the operator is not Hermitian.");
                }

                for (var r = 0; r < n; r++)
                {
                    for (var s = 0; s < n; s++)
                    {
                        int At(int a, int b, int c, int d) => (((((a * n) + b) * n) + c) * n) + d;
                        if (Array.Exists(two, v => Differs(v[At(p, q, r, s)], v[At(q, p, s, r)])))
                        {
                            throw new InputException(
                                path, 0, $"({p} {q}|{r} {s}) and ({q} {p}|{s} {r}) differ: the operator is not Hermitian.");
                        }
                    }
                }
            }
        }
    }

    private static (int Orbitals, double[] One, double[] Two) Unpacked(string path, IH5Group container)
    {
        var first = container.Dataset("one_body_integrals_alpha_sparse");
        var n = Size(path, first.Attribute("num_orbitals").Read<int>());
        var one = new double[n * n];
        var two = new double[n * n * n * n];
        var entries = first.Read<double[]>();
        for (var k = 0; k + 1 < entries.Length; k += 2)
        {
            var (p, q) = Pair(path, entries[k], n);
            one[(p * n) + q] += entries[k + 1];
        }

        entries = container.LinkExists("two_body_integrals_sparse") ? container.Dataset("two_body_integrals_sparse").Read<double[]>() : [];
        for (var k = 0; k + 2 < entries.Length; k += 3)
        {
            var ((p, q), (r, s)) = (Pair(path, entries[k], n), Pair(path, entries[k + 1], n));
            two[(((((p * n) + q) * n) + r) * n) + s] += entries[k + 2];
        }

        return (n, one, two);
    }

    // Two numbers of 32 bits, the first in the lower half, stored as if they were one double.
    private static (int First, int Second) Pair(string path, double packed, int n)
    {
        var bits = BitConverter.DoubleToUInt64Bits(packed);
        var (first, second) = ((uint)bits, (uint)(bits >> 32));
        return first < n && second < n
            ? ((int)first, (int)second)
            : throw new InputException(path, 0, $"an integral names orbital {Math.Max(first, second)}, of {n} from 0.");
    }

    private static double[]? Orbital(string path, JsonElement blocks, JsonElement container, int spin, string plain)
    {
        if (blocks.ValueKind == JsonValueKind.Object)
        {
            return Block(path, blocks, [spin, spin]);
        }

        return container.TryGetProperty(plain, out var rows) && rows.ValueKind == JsonValueKind.Array
            ? Numbers(path, rows) : spin == Up ? throw Missing(path, "one-electron integrals") : null;
    }

    private static double[]? Pairs(string path, JsonElement blocks, string plain, int bra, int ket, int n)
    {
        if (blocks.ValueKind != JsonValueKind.Object)
        {
            throw Missing(path, "two-electron integrals");
        }

        var values = blocks.TryGetProperty("blocks", out _) ? Block(path, blocks, [bra, bra, ket, ket])
            : blocks.TryGetProperty(plain, out var list) && list.ValueKind == JsonValueKind.Array ? Numbers(path, list) : null;
        return values is null || values.Length == Math.Pow(n, 4)
            ? values
            : throw new InputException(path, 0, $"{values.Length} two-electron integrals do not fit {n} orbitals.");
    }

    /// <summary>The block whose labels hold the given spins; null where no block has them.</summary>
    private static double[]? Block(string path, JsonElement tensor, int[] spins)
    {
        foreach (var block in Member(path, tensor, "blocks").EnumerateArray())
        {
            foreach (var key in Member(path, block, "keys").EnumerateArray())
            {
                if (key.EnumerateArray().Select(label => Member(path, label, "values").EnumerateArray()
                    .Where(static v => v.GetProperty("kind").GetString() is "spin").Select(static v => v.GetProperty("two_ms").GetInt32())
                    .Single()).SequenceEqual(spins))
                {
                    return Numbers(path, Member(path, Member(path, block, "block"), "data"));
                }
            }
        }

        return null;
    }

    private static double[] Numbers(string path, JsonElement list)
    {
        var values = new List<double>();
        void Take(JsonElement element, int depth)
        {
            if (element.ValueKind == JsonValueKind.Array && depth < 5)
            {
                foreach (var inner in element.EnumerateArray())
                {
                    Take(inner, depth + 1);
                }
            }
            else if (element.ValueKind == JsonValueKind.Number)
            {
                values.Add(element.GetDouble());
            }
            else
            {
                throw new InputException(path, 0, $"an integral is a number, not {element.ValueKind}.");
            }
        }

        Take(list, 0);
        return [.. values];
    }

    private static (int Electrons, string Why)? Electrons(JsonElement container)
    {
        if (!container.TryGetProperty("orbitals", out var orbitals) || orbitals.ValueKind != JsonValueKind.Object
            || !orbitals.TryGetProperty("basis_set", out var basis) || !basis.TryGetProperty("structure", out var structure)
            || !structure.TryGetProperty("nuclear_charges", out var charges))
        {
            return null;
        }

        double Sum(JsonElement list) => list.EnumerateArray().Sum(static v => v.GetDouble());
        var core = basis.TryGetProperty("ecp_electrons", out var ecp) && ecp.ValueKind == JsonValueKind.Array ? Sum(ecp) : 0;
        var inactive = orbitals.TryGetProperty("inactive_space_indices", out var indices)
            && indices.TryGetProperty("alpha", out var alpha) ? alpha.GetArrayLength() : 0;
        return Counted(Sum(charges), core, inactive);
    }

    private static (int Electrons, string Why)? Electrons(IH5Group container)
    {
        if (!container.LinkExists("orbitals") || container.Group("orbitals") is var orbitals && !orbitals.LinkExists("basis_set"))
        {
            return null;
        }

        var basis = orbitals.Group("basis_set");
        if (!basis.LinkExists("structure") || !basis.Group("structure").LinkExists("nuclear_charges"))
        {
            return null;
        }

        var core = basis.LinkExists("ecp_electrons") ? basis.Dataset("ecp_electrons").Read<long[]>().Sum() : 0;
        var inactive = orbitals.LinkExists("inactive_space_indices_alpha")
            ? orbitals.Dataset("inactive_space_indices_alpha").Read<long[]>().Length : 0;
        return Counted(basis.Group("structure").Dataset("nuclear_charges").Read<double[]>().Sum(), core, inactive);
    }

    private static (int Electrons, string Why) Counted(double charges, double core, int inactive)
    {
        var electrons = (int)Math.Round(charges - core) - (2 * inactive);
        var seen = FormattableString.Invariant($"{charges - core:G6}");
        return (electrons, $"The file states no electrons: {electrons} were taken, of a neutral molecule with nuclear charges of {seen} in "
            + $"all and two in each of {inactive} inactive orbitals; option Electrons names another number.");
    }

    private static void RequireKind(string path, string? kind, string? type, params string[] known)
    {
        if (!known.Contains(kind, StringComparer.Ordinal))
        {
            throw new InputException(path, 0, $"integrals of qdk-chemistry in a container '{SumCollector.Short(kind ?? "without a type")}' "
                + $"are not read here ({string.Join(", ", known)} are): save the Hamiltonian as FCIDUMP.");
        }

        if (type is "NonHermitian")
        {
            throw new InputException(path, 0, "the operator is not Hermitian (type NonHermitian): it has no energy to measure.");
        }
    }

    private static void RefuseKey(string path, HamiltonianReadOptions options)
    {
        if (options.Key is { } key)
        {
            throw new InputException(path, 0,
                $"option Key {SumCollector.Short(key)}: the file holds one operator only; leave option Key out.");
        }
    }

    private static int Size(string path, double[]? one)
    {
        var n = (int)Math.Round(Math.Sqrt((one ?? throw Missing(path, "one-electron integrals")).Length));
        return n * n == one.Length
            ? Size(path, n) : throw new InputException(path, 0, $"{one.Length} one-electron integrals are no square.");
    }

    private static int Size(string path, int n) => n is >= 1 and <= IntegralTable.MaxOrbitals
        ? n : throw new InputException(path, 0, $"{n} orbitals: 1 to {IntegralTable.MaxOrbitals} are supported.");

    private static InputException Missing(string path, string what) => new(path, 0, $"the {what} are missing or of another layout.");

    private static JsonElement Member(string path, JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
            ? element.TryGetProperty(name, out var member) ? member : default
            : throw new InputException(path, 0, $"expected an object with '{name}', found {element.ValueKind}.");

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static double Number(string path, JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble() : throw new InputException(path, 0, $"'{name}' is no number.");
}
