using System.Globalization;
using System.Text.RegularExpressions;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Formats;

/// <summary>What the comments of a text file say: numbers of qubits, terms and electrons, mapping, energies.</summary>
internal sealed partial class CommentFacts
{
    private readonly Dictionary<string, double> energies = new(StringComparer.Ordinal);
    private bool tapered;
    private bool spinNamed;
    private FermionMapping? mapping;
    private SpinOrder? spinOrder;
    private int? electrons;
    private double energyShift;

    /// <summary>Number of qubits, where named.</summary>
    public int? Qubits { get; private set; }

    /// <summary>Number of terms, where promised.</summary>
    public int? Terms { get; private set; }

    /// <summary>Takes in a comment or an empty line.</summary>
    /// <returns>False when the line holds data.</returns>
    public bool TryRead(string line)
    {
        if (line.Length == 0)
        {
            return true;
        }

        if (line[0] is not ('#' or '%') && !line.StartsWith("//", StringComparison.Ordinal))
        {
            return false;
        }

        Read(line.TrimStart('#', '%', '/', ' '));
        return true;
    }

    private void Read(string comment)
    {
        Qubits ??= Integer(QubitsPattern().Match(comment));
        Terms ??= Integer(TermsPattern().Match(comment));
        electrons ??= Integer(ElectronsPattern().Match(comment));
        spinNamed |= comment.Contains("Na=Nb", StringComparison.Ordinal) || comment.Contains("singlet", StringComparison.OrdinalIgnoreCase);
        tapered |= comment.Contains("tapered", StringComparison.OrdinalIgnoreCase);
        mapping ??= comment.Contains("Jordan-Wigner", StringComparison.OrdinalIgnoreCase) ? FermionMapping.JordanWigner
            : comment.Contains("Bravyi-Kitaev", StringComparison.OrdinalIgnoreCase) ? FermionMapping.BravyiKitaev
            : comment.Contains("parity mapping", StringComparison.OrdinalIgnoreCase) ? FermionMapping.Parity
            : null;
        spinOrder ??= comment.Contains("interleaved", StringComparison.OrdinalIgnoreCase) ? SpinOrder.Interleaved
            : comment.Contains("blocked", StringComparison.OrdinalIgnoreCase) ? SpinOrder.Blocked
            : null;
        var energy = EnergyPattern().Match(comment);
        if (energy.Success && Number(energy.Groups[2].Value) is { } value)
        {
            if (energy.Groups[1].Value == "energy_shift")
            {
                energyShift = value;
            }
            else
            {
                energies.TryAdd(energy.Groups[1].Value, value);
            }
        }

        var lowest = LowestPattern().Match(comment);
        if (lowest.Success && Number(lowest.Groups[1].Value) is { } lowestValue)
        {
            energies.TryAdd("lowest", lowestValue);
        }
    }

    /// <summary>The file with what the comments say about it.</summary>
    public HamiltonianFile AddTo(HamiltonianFile file)
    {
        // The sector needs all three; comments speak of closed shells unless electrons are odd.
        var notes = new Notes();
        notes.AddRange(file.Notes);
        if (Qubits is { } named && named != file.Sum.Qubits)
        {
            notes.Add($"The comments speak of {named} qubits, the terms have {file.Sum.Qubits}.");
        }

        var full = !tapered && mapping is not null && electrons is { } count && count <= file.Sum.Qubits;
        if (full && spinOrder is not null && file.Sector is null && !spinNamed)
        {
            notes.Add($"2 Ms = {electrons & 1} was assumed for {electrons} electrons: the comments name no spin.");
        }

        return file with
        {
            Notes = notes.Sentences,
            EnergyShift = energyShift,
            StatedEnergy = energies.TryGetValue("ground_energy_without_shift", out var stated)
                || energies.TryGetValue("lowest", out stated) ? stated : file.StatedEnergy,
            Energies = energies,
            Sector = file.Sector ?? (full && spinOrder is { } order
                ? new ElectronSector(mapping!.Value, order, (electrons!.Value + 1) / 2, electrons.Value / 2)
                : null),
        };
    }

    private static int? Integer(Match match) =>
        match.Success && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    [GeneratedRegex(@"(?:^|;)\s*qubits\s+(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex QubitsPattern();

    [GeneratedRegex(@"(?:^|;)\s*terms\s+(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex TermsPattern();

    [GeneratedRegex(@"(?:^|;)\s*electrons\s+(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex ElectronsPattern();

    [GeneratedRegex(@"^\s*(energy_shift|ground_energy_with_shift|ground_energy_without_shift|lowest_diagonal_with_shift)\s+(\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex EnergyPattern();

    [GeneratedRegex(@"lowest energy in the .*? sector (-?[0-9.]+) Ha", RegexOptions.CultureInvariant)]
    private static partial Regex LowestPattern();
}
