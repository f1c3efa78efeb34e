using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Generation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Cli.Grouping;

/// <summary><c>quiver hamiltonian generate KIND OUTPUT</c>: model Hamiltonians of any size.</summary>
internal static class GenerateHamiltonianCommand
{
    private static readonly string[] Kinds = ["heisenberg", "ising", "hubbard", "electronic", "strings"];

    public static Command Create()
    {
        var kind = new Argument<string>("KIND")
        {
            Description = "heisenberg or ising (spin chains), hubbard (half-filled chain), electronic (random integrals), or strings "
                + "(random Pauli strings).",
        };
        kind.AcceptOnlyFromAmong(Kinds);
        var output = new Argument<string>("OUTPUT")
        {
            Description = "The file to write: FCIDUMP for hubbard and electronic, otherwise one string and coefficient per line.",
        };
        var size = new Option<int>("--size")
        {
            Description = "Sites, orbitals or qubits.",
            Required = true,
            HelpName = "N",
        }.Between(1, 4096);
        var terms = new Option<int?>("--terms")
        {
            Description = "Number of strings; 1000 by default.",
            HelpName = "N",
        }.Between(1, 20_000_000);
        var electrons = new Option<int?>("--electrons") { Description = "Electrons; as many as orbitals by default.", HelpName = "N" }
            .Between(0, 8192);
        var u = new Option<double?>("--u") { Description = "Hubbard's U in units of the hopping; 4 by default.", HelpName = "X" }
            .Between(-1e6, 1e6);
        var field = new Option<double?>("--field")
        {
            Description = "Field of the spin chains in units of the coupling; 0 (heisenberg) or 1 (ising) by default.",
            HelpName = "X",
        }.Between(-1e6, 1e6);
        var periodic = new Option<bool>("--periodic") { Description = "The last site couples to the first." };
        var seed = CommonOptions.Seed();
        var generate = new Command("generate", "Write a model Hamiltonian of any size.");
        generate.Arguments.Add(kind);
        generate.Arguments.Add(output);
        foreach (var option in new Option[] { size, terms, electrons, u, field, periodic, seed })
        {
            generate.Options.Add(option);
        }

        generate.SetAction((parsed, _) =>
        {
            var name = parsed.GetRequiredValue(kind);
            var reason = $"on {name}";
            var isChain = name is "heisenberg" or "ising";
            foreach (var (option, has) in new (Option, bool)[]
            {
                (terms, name is "strings"), (electrons, name is "electronic"), (u, name is "hubbard"), (field, isChain),
                (periodic, isChain || name is "hubbard"), (seed, name is "strings" or "electronic"),
            })
            {
                if (!has)
                {
                    parsed.RefuseWithoutEffect(option, reason);
                }
            }

            var (n, path, around) = (parsed.GetValue(size), parsed.GetRequiredValue(output), parsed.GetValue(periodic));
            if (n < 2 && (isChain || name is "hubbard"))
            {
                throw new InputException("A chain needs at least two sites: give --size 2 or more.");
            }

            switch (name)
            {
                case "hubbard":
                    Write(path, HamiltonianGenerator.Hubbard(n, parsed.GetValue(u) ?? 4, around));
                    break;
                case "electronic":
                    Write(path, ArgumentErrors.AsInput(
                        () => HamiltonianGenerator.Electronic(n, parsed.GetValue(electrons) ?? n, parsed.GetValue(seed))));
                    break;
                case "heisenberg":
                    Write(path, HamiltonianGenerator.Heisenberg(n, parsed.GetValue(field) ?? 0, around));
                    break;
                case "ising":
                    Write(path, HamiltonianGenerator.Ising(n, parsed.GetValue(field) ?? 1, around));
                    break;
                default:
                    var count = parsed.GetValue(terms) ?? 1000;
                    if (count > Math.Pow(4, n - 1))
                    {
                        throw new InputException(
                            $"{n} qubits have too few strings for {count} distinct random ones: give more --size or fewer --terms.");
                    }

                    Write(path, HamiltonianGenerator.Strings(n, count, parsed.GetValue(seed)));
                    break;
            }

            return Task.FromResult(0);
        });
        var group = new Command("hamiltonian", "Make Hamiltonians.");
        group.Subcommands.Add(generate);
        return group;
    }

    private static void Write(string path, PauliSum sum)
    {
        HamiltonianWriter.Write(path, sum, "labels");
        Say(path, $"{sum.Qubits} qubits, {sum.Count} terms");
    }

    private static void Write(string path, MolecularIntegrals integrals)
    {
        IntegralWriter.Write(path, integrals, "fcidump");
        Say(path, $"{integrals.Orbitals} orbitals, {integrals.Electrons} electrons");
    }

    private static void Say(string path, string what) =>
        Tables.Console(false).Profile.Out.Writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {what}"));
}
