namespace Quiver.Hamiltonians.Formats;

/// <summary>Which symmetries remove qubits, in the sector of the file's lowest state.</summary>
public enum TaperingChoice
{
    /// <summary>None.</summary>
    None,

    /// <summary>The parities of alpha and of all electrons: two qubits fewer.</summary>
    ElectronParities,

    /// <summary>Every Pauli symmetry of the operator, point-group reflections included.</summary>
    AllSymmetries,
}
