namespace Quiver.Hamiltonians.Fermions;

/// <summary>How spatial orbital and spin become a mode number.</summary>
public enum SpinOrder
{
    /// <summary>Alpha and beta of one orbital side by side: mode 2p + spin.</summary>
    Interleaved,

    /// <summary>All alpha modes first, then all beta: mode p + spin n.</summary>
    Blocked,
}
