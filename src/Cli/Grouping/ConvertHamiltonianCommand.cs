using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Validation;

namespace Quiver.Cli.Grouping;

/// <summary><c>quiver convert FILE OUTPUT --to FORMAT</c>: a Hamiltonian, or its integrals, in another tool's form.</summary>
internal static class ConvertHamiltonianCommand
{
    public static Command Create()
    {
        var command = new Command("convert", "Write a Hamiltonian in another tool's format.");
        var hamiltonian = new HamiltonianOptions();
        hamiltonian.AddTo(command, withState: false);
        var output = new Argument<string>("OUTPUT") { Description = "The file to write." };
        command.Arguments.Add(output);
        var to = new Option<string>("--to")
        {
            Description = "Format: " + string.Join(", ",
            HamiltonianWriter.FileFormatNames.Concat(IntegralWriter.FormatNames)) + ".",
            Required = true,
            HelpName = "FORMAT"
        };
        to.AcceptOnlyFromAmong([.. HamiltonianWriter.FileFormatNames, .. IntegralWriter.FormatNames]);
        var grouping = new Option<string?>("--grouping")
        {
            Description =
                "With --to qdk: a grouping of the terms (result.json or grouping.json of 'quiver group'), written as term_partition.",
            HelpName = "FILE",
        };
        command.Options.Add(to);
        command.Options.Add(grouping);
        command.SetAction((parsed, _) =>
        {
            var file = hamiltonian.Read(parsed);
            var (path, format) = (parsed.GetRequiredValue(output), parsed.GetRequiredValue(to));
            if (IntegralWriter.FormatNames.Contains(format, StringComparer.Ordinal))
            {
                parsed.RefuseWithoutEffect(grouping, $"with --to {format}, which holds integrals");
                foreach (var option in new Option[] { hamiltonian.Mapping, hamiltonian.Order, hamiltonian.Taper, hamiltonian.Frozen,
                    hamiltonian.Active, hamiltonian.Cutoff })
                {
                    parsed.RefuseWithoutEffect(option, $"with --to {format}, which holds the file's integrals as they are");
                }

                IntegralWriter.Write(path, file.Integrals
                    ?? throw new InputException($"--to {format} writes integrals, and {parsed.GetRequiredValue(hamiltonian.File)} holds none."), format);
                Tables.Console(false).Profile.Out.Writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: {file.Integrals.Orbitals} orbitals, {file.Integrals.Electrons} electrons, {format}"));
                return Task.FromResult(0);
            }

            if (!new Option[] { hamiltonian.Taper, hamiltonian.Frozen, hamiltonian.Active, hamiltonian.Symmetry }.Any(parsed.IsGiven))
            {
                foreach (var option in new Option[] { hamiltonian.Electrons, hamiltonian.Spin })
                {
                    parsed.RefuseWithoutEffect(
                        option, $"on the operator that --to {format} writes, unless orbitals are frozen or qubits tapered");
                }
            }

            int[][]? groups = null;
            if (parsed.GetValue(grouping) is { } partition)
            {
                var notes = new Notes();
                groups = GroupingReader.Read(partition, file, notes);
                RunNotes.AddRange(notes.Sentences);
            }

            if (file.EnergyShift != 0)
            {
                RunNotes.Add(string.Create(CultureInfo.InvariantCulture,
                    $"The file keeps {file.EnergyShift:R} apart from the operator: it is not written."));
            }

            HamiltonianWriter.Write(path, file.Sum, format, groups);
            Tables.Console(false).Profile.Out.Writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{path}: {file.Sum.Qubits} qubits, {file.Sum.Count} terms, {format}"));
            return Task.FromResult(0);
        });
        return command;
    }
}
