using System.Globalization;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Broombridge YAML 0.1 and 0.2 (Microsoft): the first problem's integrals, orbitals from 1, chemists' (Mulliken) order.</summary>
internal static class Broombridge
{
    public static MolecularIntegrals Read(string path)
    {
        try
        {
            var yaml = new YamlStream();
            using (var reader = new StreamReader(path))
            {
                yaml.Load(reader);
            }

            var root = (YamlMappingNode)yaml.Documents[0].RootNode;
            var key = root.Children.ContainsKey(new YamlScalarNode("problem_description")) ? "problem_description" : "integral_sets";
            var problem = (YamlMappingNode)((YamlSequenceNode)root[key])[0];
            var n = (int)Number(path, problem["n_orbitals"]);
            var electrons = (int)Number(path, problem["n_electrons"]);
            var constant = Number(path, problem["coulomb_repulsion"]["value"]);
            if (problem.Children.TryGetValue(new YamlScalarNode("energy_offset"), out var offset))
            {
                constant += Number(path, offset["value"]);
            }

            var table = new IntegralTable(path);
            foreach (var entry in (YamlSequenceNode)problem["hamiltonian"]["one_electron_integrals"]["values"])
            {
                table.One(Orbital(path, entry, 0, n), Orbital(path, entry, 1, n), Number(path, entry[2]), entry.Start.Line);
            }

            var pairs = problem["hamiltonian"]["two_electron_integrals"];
            var dirac = IsDirac(path, (YamlMappingNode)pairs);
            foreach (var entry in (YamlSequenceNode)pairs["values"])
            {
                var (p, q, r, s) = (Orbital(path, entry, 0, n), Orbital(path, entry, 1, n), Orbital(path, entry, 2, n), Orbital(path, entry, 3, n));
                (q, r) = dirac ? (r, q) : (q, r); // <pq|rs> = (pr|qs)
                table.Two(p, q, r, s, Number(path, entry[4]), entry.Start.Line);
            }

            return table.Build(n, electrons, electrons & 1, constant);
        }
        catch (YamlException e)
        {
            throw new InputException(path, e.Start.Line, "the YAML is broken or cut off here.", e);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidCastException or InvalidOperationException or ArgumentException)
        {
            throw new InputException(path, 0, "this is not a Broombridge file, or a part of it is missing.", e);
        }
    }

    private static bool IsDirac(string path, YamlMappingNode integrals)
    {
        var convention = integrals.Children.TryGetValue(new YamlScalarNode("index_convention"), out var node) ? ((YamlScalarNode)node).Value : null;
        return convention?.ToLowerInvariant() switch
        {
            null or "mulliken" or "chemist" or "chemists" => false,
            "dirac" or "physicist" or "physicists" => true,
            _ => throw new InputException(path, integrals.Start.Line, $"index_convention '{SumCollector.Short(convention)}' is neither mulliken nor dirac."),
        };
    }

    private static int Orbital(string path, YamlNode entry, int at, int n)
    {
        var orbital = (int)Number(path, entry[at]);
        return orbital >= 1 && orbital <= n ? orbital - 1 : throw new InputException(path, entry.Start.Line, $"orbital {orbital} does not exist: there are {n}.");
    }

    private static double Number(string path, YamlNode node) =>
        node is YamlScalarNode scalar && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new InputException(path, node.Start.Line, "expected a finite number.");
}
