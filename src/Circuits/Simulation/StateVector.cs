using System.Numerics;
using System.Runtime.InteropServices;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// The 2^n amplitudes of a pure state in single or double precision. Qubit 0 is the most significant bit of the index.
/// Not thread safe while it is written.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Layout: all real parts, a gap, all imaginary parts; 64-byte aligned memory outside the garbage collector's heap.
/// Small states are padded with zeros up to <see cref="MinimumBits"/> index bits.
/// </remarks>
public sealed unsafe class StateVector<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Keeps real and imaginary parts of one amplitude out of the same cache set.
    private const int Gap = 2112;
    private readonly long padded;
    private void* memory;

    /// <summary>Creates the state |0...0>.</summary>
    /// <param name="qubits">0 to 30.</param>
    public StateVector(int qubits)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"A state holds float or double, not {typeof(T).Name}.");
        }

        if (qubits is < 0 or > 30)
        {
            throw new ArgumentOutOfRangeException(nameof(qubits), qubits, "A state vector holds 0 to 30 qubits.");
        }

        Qubits = qubits;
        padded = 1L << Math.Max(qubits, MinimumBits);
        memory = LargeMemory.Allocate((nuint)((2 * padded * sizeof(T)) + Gap));
        RealPointer = (T*)memory;
        ImaginaryPointer = (T*)((byte*)memory + (padded * sizeof(T)) + Gap);
        Reset();
    }

    /// <summary>Frees the memory when <see cref="Dispose"/> was not called.</summary>
    ~StateVector() => Free();

    /// <summary>Index bits below which states are padded.</summary>
    public static int MinimumBits => LaneBits + 3;

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Number of amplitudes.</summary>
    public int Length => 1 << Qubits;

    /// <summary>Real parts.</summary>
    public Span<T> Real => new(RealPointer, Length);

    /// <summary>Imaginary parts.</summary>
    public Span<T> Imaginary => new(ImaginaryPointer, Length);

    internal static int LaneBits => BitOperations.Log2((uint)Lanes.Count<T>());

    internal T* RealPointer { get; private set; }

    internal T* ImaginaryPointer { get; private set; }

    /// <summary>One amplitude.</summary>
    /// <param name="index">Basis index.</param>
    public Complex this[int index]
    {
        get => new(double.CreateTruncating(Real[index]), double.CreateTruncating(Imaginary[index]));
        set
        {
            Real[index] = T.CreateTruncating(value.Real);
            Imaginary[index] = T.CreateTruncating(value.Imaginary);
        }
    }

    /// <summary>Sets the state to |0...0>.</summary>
    public void Reset()
    {
        NativeMemory.Clear(RealPointer, (nuint)(padded * sizeof(T)));
        NativeMemory.Clear(ImaginaryPointer, (nuint)(padded * sizeof(T)));
        RealPointer[0] = T.One;
    }

    /// <summary>Copies amplitudes in.</summary>
    /// <param name="amplitudes">2^n amplitudes.</param>
    /// <exception cref="ArgumentException">Another number of amplitudes.</exception>
    public void Set(ReadOnlySpan<Complex> amplitudes)
    {
        if (amplitudes.Length != Length)
        {
            throw new ArgumentException(
                $"A state of {Qubits} qubits has {Length} amplitudes, not {amplitudes.Length}.", nameof(amplitudes));
        }

        for (var i = 0; i < amplitudes.Length; i++)
        {
            this[i] = amplitudes[i];
        }
    }

    /// <summary>Copies another state in.</summary>
    /// <param name="other">A state of as many qubits.</param>
    public void CopyFrom(StateVector<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.Real.CopyTo(Real);
        other.Imaginary.CopyTo(Imaginary);
    }

    /// <summary>Copies the amplitudes out.</summary>
    /// <returns>2^n amplitudes.</returns>
    public Complex[] ToArray()
    {
        var result = new Complex[Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = this[i];
        }

        return result;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        LargeMemory.Free(memory);
        memory = null;
        RealPointer = null;
        ImaginaryPointer = null;
    }
}
