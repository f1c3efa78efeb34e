using System.Globalization;
using System.Text;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Broombridge YAML 0.1 to 0.3 (Microsoft): one problem's integrals, orbitals from 1, chemists' (Mulliken) order unless the
/// file says otherwise. Entries are lists <c>[p, q, value]</c> or, in 0.3, maps of a key and a value. Every block names its
/// own <c>units</c>: hartree, also where none are named, or ev.
/// </summary>
internal static class Broombridge
{
    private const int MaxDepth = 32;

    /// <summary>Electronvolts in a hartree: CODATA 2018.</summary>
    private const double ElectronvoltsPerHartree = 27.211386245988;

    public static MolecularIntegrals Read(string path, string? chosen, Notes notes)
    {
        try
        {
            RequireFlat(path);
            var yaml = new YamlStream();
            using (var reader = TextSource.Open(path))
            {
                yaml.Load(reader);
            }

            var root = (YamlMappingNode)yaml.Documents[0].RootNode;
            var key = root.Children.ContainsKey(new YamlScalarNode("problem_description")) ? "problem_description" : "integral_sets";
            var problems = (YamlSequenceNode)root[key];
            var problem = (YamlMappingNode)problems[Choose(path, chosen, problems.Children.Count)];
            var n = (int)Number(path, problem["n_orbitals"]);
            var electrons = (int)Number(path, problem["n_electrons"]);
            var constant = Energy(path, problem, "coulomb_repulsion");
            if (problem.Children.ContainsKey(new YamlScalarNode("energy_offset")))
            {
                constant += Energy(path, problem, "energy_offset");
            }

            var table = new IntegralTable(path);
            var singles = problem["hamiltonian"]["one_electron_integrals"];
            var unit = Unit(path, singles, "one_electron_integrals");
            foreach (var entry in (YamlSequenceNode)singles["values"])
            {
                var (key2, value, line) = Entry(path, entry, 2);
                table.One(Orbital(path, key2[0], n, line), Orbital(path, key2[1], n, line), value / unit, line);
            }

            var pairs = problem["hamiltonian"]["two_electron_integrals"];
            unit = Unit(path, pairs, "two_electron_integrals");
            var dirac = IsDirac(path, (YamlMappingNode)pairs);
            foreach (var entry in (YamlSequenceNode)pairs["values"])
            {
                var (key4, value, line) = Entry(path, entry, 4);
                var (p, q) = (Orbital(path, key4[0], n, line), Orbital(path, key4[1], n, line));
                var (r, s) = (Orbital(path, key4[2], n, line), Orbital(path, key4[3], n, line));
                (q, r) = dirac ? (r, q) : (q, r); // <pq|rs> = (pr|qs)
                table.Two(p, q, r, s, value / unit, line);
            }

            NoteEnd(path, problem, notes);
            if ((electrons & 1) != 0)
            {
                notes.Add($"2 Ms = 1 was assumed for {electrons} electrons: the file names no spin.");
            }

            return table.Build(n, electrons, electrons & 1, constant);
        }
        catch (YamlException e)
        {
            throw new InputException(path, e.Start.Line, "the YAML is broken or cut off here.", e);
        }
        catch (Exception e) when (
            e is KeyNotFoundException or InvalidCastException or InvalidOperationException or ArgumentException or DecoderFallbackException)
        {
            throw new InputException(path, 0, "this is not a Broombridge file, or a part of it is missing.", e);
        }
    }

    /// <summary>An energy of a problem, in hartree.</summary>
    private static double Energy(string path, YamlMappingNode problem, string name) =>
        Number(path, problem[name]["value"]) / Unit(path, problem[name], name);

    /// <summary>How many of a block's units make a hartree.</summary>
    private static double Unit(string path, YamlNode block, string name)
    {
        if (!((YamlMappingNode)block).Children.TryGetValue(new YamlScalarNode("units"), out var node))
        {
            return 1;
        }

        var text = (node as YamlScalarNode)?.Value;
        return text?.Trim().ToLowerInvariant() switch
        {
            "hartree" => 1,
            "ev" => ElectronvoltsPerHartree,
            _ => throw new InputException(path, node.Start.Line,
                $"units '{SumCollector.Short(text ?? string.Empty)}' of {name} are neither hartree nor ev."),
        };
    }

    private static bool IsDirac(string path, YamlMappingNode integrals)
    {
        var convention = integrals.Children.TryGetValue(new YamlScalarNode("index_convention"), out var node) ? ((YamlScalarNode)node).Value
            : null;
        return convention?.ToLowerInvariant() switch
        {
            null or "mulliken" or "chemist" or "chemists" => false,
            "dirac" or "physicist" or "physicists" => true,
            _ => throw new InputException(path, integrals.Start.Line,
                $"index_convention '{SumCollector.Short(convention)}' is neither mulliken nor dirac."),
        };
    }

    private static int Choose(string path, string? key, int count)
    {
        if (key is null)
        {
            return count == 1 ? 0 : throw new InputException(path, 0,
                $"the file holds {count} problems: choose one with option Key 1 to {count}.");
        }

        return int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= count
            ? number - 1
            : throw new InputException(path, 0, $"option Key {SumCollector.Short(key)}: the file holds {count} "
                + $"{(count == 1 ? "problem" : "problems")}, numbered from 1.");
    }

    /// <summary>Walks the events first, without recursion: a document nested without end would overflow the stack.</summary>
    private static void RequireFlat(string path)
    {
        using var reader = TextSource.Open(path);
        var parser = new Parser(reader);
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth)
            {
                throw new InputException(path, parser.Current.Start.Line, $"the YAML is nested more than {MaxDepth} deep.");
            }
        }
    }

    /// <summary>A cut YAML file is often whole YAML: it shows only where something must follow the integrals.</summary>
    private static void NoteEnd(string path, YamlMappingNode problem, Notes notes)
    {
        var pairs = problem["hamiltonian"]["two_electron_integrals"];
        var last = ((YamlSequenceNode)pairs["values"]).Children.LastOrDefault()?.End.Line ?? 0;
        if (!problem.Children.Any(c => c.Key.Start.Line > last))
        {
            notes.Add("The integrals end the file: one that is cut off after a whole integral would look the same.");
        }

        using var stream = File.OpenRead(path);
        stream.Position = stream.Length - 1;
        if (stream.ReadByte() is not ('\n' or '\r' or 0))
        {
            notes.Add("The last line has no line end: if the file is cut off there, what it says last is too short.");
        }
    }

    private static (int[] Key, double Value, long Line) Entry(string path, YamlNode entry, int size)
    {
        YamlNode[] key;
        YamlNode value;
        if (entry is YamlMappingNode map)
        {
            key = [.. ((YamlSequenceNode)map["key"]).Children];
            value = map["value"];
        }
        else
        {
            var parts = ((YamlSequenceNode)entry).Children;
            key = [.. parts.Take(parts.Count - 1)];
            value = parts[^1];
        }

        return key.Length == size
            ? (Array.ConvertAll(key, k => (int)Number(path, k)), Number(path, value), entry.Start.Line)
            : throw new InputException(path, entry.Start.Line, $"expected {size} orbital numbers and a value.");
    }

    private static int Orbital(string path, int orbital, int n, long line) =>
        orbital >= 1 && orbital <= n ? orbital - 1 : throw new InputException(path, line, $"orbital {orbital} does not exist: there are "
            + $"{n}.");

    private static double Number(string path, YamlNode node) =>
        node is YamlScalarNode scalar && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            ? value
            : throw new InputException(path, node.Start.Line, "expected a finite number.");
}
