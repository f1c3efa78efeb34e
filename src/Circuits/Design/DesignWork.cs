namespace Quiver.Circuits.Design;

/// <summary>Work of a search in units of about a nanosecond of one core: the same count on every machine, so that a time buys a
/// fixed amount.</summary>
internal static class DesignWork
{
    /// <summary>Units that a second on one core buys.</summary>
    public const double PerSecond = 1e9;

    /// <summary>Making a word's circuit ready for fits.</summary>
    /// <param name="qubits">Qubits.</param>
    /// <param name="gates">Gates.</param>
    public static long Building(int qubits, int gates) => 4000 + (150L * gates) + ((1L << qubits) * (8 + gates));

    /// <summary>Making a word's rotations ready for fits without its circuit (<see cref="WordProgram"/>).</summary>
    /// <param name="gates">Gates.</param>
    public static long Rewriting(int gates) => 2000 + (60L * gates);

    /// <summary>Drawing a proposal of a chain and weighing it without a fit (<see cref="ProposalChoice"/>).</summary>
    /// <param name="gates">Gates.</param>
    public static long Weighing(int gates) => 1500 + (50L * gates);
}
