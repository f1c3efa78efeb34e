using System.Text.RegularExpressions;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Formats;

/// <summary>Broombridge files name the units of their constants and integrals block by block.</summary>
public sealed partial class EnergyUnitTests
{
    private const double Electronvolts = 27.211386245988; // a hartree, CODATA 2018
    private const double Lowest = -1.1372704221;
    private static readonly string Original = File.ReadAllText(
        Path.Combine(SharedData.Repository, "tests", "data", "faults", "hamiltonians", "bb_03_kv.yaml"));

    /// <summary>Blocks in the order of the file: coulomb_repulsion, energy_offset, one- and two-electron integrals.</summary>
    [Theory]
    [InlineData("ev", true, true, true, true)]
    [InlineData("eV", true, false, false, false)]
    [InlineData("EV", false, false, true, false)]
    [InlineData("eV", false, true, false, true)]
    public void Read_BlocksInElectronvolts_AreTheMoleculeInHartree(string spelling, bool repulsion, bool offset, bool one, bool two)
    {
        var text = Original.Replace("value: 0.0}", "value: 0.25}", StringComparison.Ordinal);
        Assert.Equal(Lowest + 0.25, Energy(text), 1e-9);
        Assert.Equal(Lowest + 0.25, Energy(Converted(text, spelling, [repulsion, offset, one, two])), 1e-9);
    }

    [Theory]
    [InlineData("Hartree")]
    [InlineData("'HARTREE'")]
    public void Read_Hartree_IsSpelledInAnyCase(string spelling) =>
        Assert.Equal(Lowest, Energy(Original.Replace("units: hartree", $"units: {spelling}", StringComparison.Ordinal)), 1e-9);

    [Fact]
    public void Read_NoUnits_AreHartree() => Assert.Equal(Lowest, Energy(UnitPattern().Replace(Original, string.Empty)), 1e-9);

    [Theory]
    [InlineData(0, "kcal/mol", ":5: units 'kcal/mol' of coulomb_repulsion are neither hartree nor ev.")]
    [InlineData(1, "rydberg", ":6: units 'rydberg' of energy_offset are neither hartree nor ev.")]
    [InlineData(2, "[ev]", ":10: units '' of one_electron_integrals are neither hartree nor ev.")]
    [InlineData(3, "mhartree", ":19: units 'mhartree' of two_electron_integrals are neither hartree nor ev.")]
    public void Read_OtherUnits_AreRefusedByNameAndLine(int block, string unit, string expected)
    {
        var blocks = 0;
        var text = UnitPattern().Replace(Original, m => blocks++ == block ? m.Value.Replace("hartree", unit, StringComparison.Ordinal) : m.Value);
        var error = Assert.Throws<InputException>(() => { Energy(text); });
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static double Energy(string text)
    {
        using var folder = new TemporaryFolder();
        var file = HamiltonianReader.Read(folder.Write("h2.yaml", text));
        return GroundState.Find(file.Sum, file.Sector, TestContext.Current.CancellationToken).Energy;
    }

    /// <summary>Some blocks of a file in electronvolts: a block reaches from its units to the next block's.</summary>
    private static string Converted(string text, string spelling, bool[] chosen)
    {
        var starts = UnitPattern().Matches(text).Select(m => m.Index).Append(text.Length).ToArray();
        Assert.Equal(chosen.Length + 1, starts.Length);
        var result = text[..starts[0]];
        for (var b = 0; b < chosen.Length; b++)
        {
            var block = text[starts[b]..starts[b + 1]];
            result += !chosen[b] ? block : ValuePattern().Replace(
                block.Replace("hartree", spelling, StringComparison.Ordinal),
                m => FormattableString.Invariant($"value: {double.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) * Electronvolts:R}"));
        }

        return result;
    }

    [GeneratedRegex(@"units: hartree(, )?")]
    private static partial Regex UnitPattern();

    [GeneratedRegex(@"value: (-?[\d.]+)")]
    private static partial Regex ValuePattern();
}
