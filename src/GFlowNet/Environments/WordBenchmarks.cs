using Quiver.Core.Runs;
using TorchSharp;

namespace Quiver.GFlowNet.Environments;

/// <summary>The two complete tables of words that GFlowNets are measured on, with the rewards that the field uses.</summary>
public static class WordBenchmarks
{
    /// <summary>Letters of <see cref="TfBind8"/>.</summary>
    public const string Nucleotides = "ACGT";

    /// <summary>Letters of <see cref="Qm9Strings"/> in a table: the blocks by their number in base 11.</summary>
    public const string BlockDigits = "0123456789a";

    /// <summary>The least reward in both.</summary>
    private const double Floor = 1e-3;

    // Modes are the best 0.5 % of the words (Shen et al. 2023).
    private const double ModeShare = 0.005;

    /// <summary>The blocks of <see cref="Qm9Strings"/>, in the order of <see cref="BlockDigits"/>.</summary>
    public static IReadOnlyList<string> Blocks { get; } =
        ["C", "O", "N", "CF", "C=O", "C=C", "C#C", "c1ccccc1", "C1CCCCC1", "C1CCNCC1", "CCC"];

    /// <summary>
    /// Binding of a transcription factor to DNA of eight letters (Barrera et al. 2016, in the form of Trabucco et al. 2022):
    /// R = max(1e-3, 10 y^3 / max y^3), y scaled to 0..1 over the table; written from left to right.
    /// </summary>
    /// <param name="table">4^8 values, 0 to 1.</param>
    /// <param name="device">Where tensors live; null for the CPU.</param>
    /// <returns>The environment, with its reward.</returns>
    /// <exception cref="InputException">A value lies outside, or all are 0.</exception>
    public static WordSequence TfBind8(WordTable table, torch.Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Values.Any(y => y is < 0 or > 1) || table.Values.Max() == 0)
        {
            throw new InputException($"Values from 0 to 1 are expected, not all of them 0 (they go from {table.Values.Min()} to "
                + $"{table.Values.Max()}): scale them to that first.");
        }

        var most = Math.Pow(table.Values.Max(), 3);
        var reward = table.Reward(y => Math.Max(Floor, 10 * Math.Pow(y, 3) / most), device, ModeShare);
        return new WordSequence([.. table.Letters.Select(l => l.ToString())], table.Length, bothEnds: false, reward, device);
    }

    /// <summary>
    /// Chains of five molecular blocks out of eleven (Shen et al. 2023): R = max(1e-3, y)^5, scaled to a maximum of 100; built by
    /// prepending and appending blocks.
    /// </summary>
    /// <param name="table">11^5 values.</param>
    /// <param name="device">Where tensors live; null for the CPU.</param>
    /// <returns>The environment, with its reward.</returns>
    public static WordSequence Qm9Strings(WordTable table, torch.Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        var most = Math.Pow(Math.Max(Floor, table.Values.Max()), 5);
        var reward = table.Reward(y => 100 * Math.Pow(Math.Max(Floor, y), 5) / most, device, ModeShare);
        return new WordSequence(Blocks, table.Length, bothEnds: true, reward, device);
    }
}
