using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.QSharp;

/// <summary>Checks energies against Q#.</summary>
public static class QSharpVerifier
{
    /// <summary>The largest difference that counts as agreement, in the observable's unit.</summary>
    public const double Tolerance = 1e-9;

    /// <summary>Absolute energy differences between the native simulator and Q#, for many circuits in few programs.</summary>
    /// <param name="qsharp">Q#, or any other simulator to compare with.</param>
    /// <param name="circuits">Circuits with bound angles.</param>
    /// <param name="observable">The Hamiltonian.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>One difference per circuit, in the observable's unit; at most <see cref="Tolerance"/> when the two agree.</returns>
    public static async Task<double[]> DifferencesAsync(
        ICircuitSimulator qsharp, IReadOnlyList<Circuit> circuits, PauliSum observable, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(qsharp);
        using var native = new NativeSimulator();
        var own = await native.EnergiesAsync(circuits, observable, cancellationToken).ConfigureAwait(false);
        var other = await qsharp.EnergiesAsync(circuits, observable, cancellationToken).ConfigureAwait(false);
        return [.. own.Zip(other, static (a, b) => Math.Abs(a - b))];
    }
}
