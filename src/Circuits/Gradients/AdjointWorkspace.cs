using System.Numerics;
using System.Numerics.Tensors;
using Quiver.Circuits.Simulation;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// Buffers for energies and adjoint gradients on a number of qubits. Reused from call to call without allocation; one per
/// thread.
/// </summary>
internal sealed unsafe class AdjointWorkspace : IDisposable
{
    private readonly int length;
    private double* psiReal;
    private double* psiImaginary;
    private double* lambdaReal;
    private double* lambdaImaginary;
    private double[] cosines = new double[64];
    private double[] sines = new double[64];
    private void* memory;

    /// <summary>Creates the buffers.</summary>
    /// <param name="qubits">1 to 24.</param>
    public AdjointWorkspace(int qubits)
    {
        if (qubits is < 0 or > 24)
        {
            throw new ArgumentOutOfRangeException(nameof(qubits), qubits, "Gradients are computed on at most 24 qubits.");
        }

        Qubits = qubits;
        length = Math.Max(8, 1 << qubits);

        // Buffers a few cache lines apart, so that one amplitude's four numbers lie in different sets.
        var stride = length + 40;
        memory = LargeMemory.Allocate((nuint)(4L * stride * sizeof(double)));
        psiReal = (double*)memory;
        psiImaginary = psiReal + stride;
        lambdaReal = psiImaginary + stride;
        lambdaImaginary = lambdaReal + stride;
        new Span<double>(memory, 4 * stride).Clear();
    }

    /// <summary>Frees the memory when <see cref="Dispose"/> was not called.</summary>
    ~AdjointWorkspace() => Free();

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>The energy of a circuit's state.</summary>
    /// <param name="program">The circuit.</param>
    /// <param name="observable">The operator.</param>
    /// <param name="parameters">Values of the free parameters, radians.</param>
    /// <returns>The expectation value, in the operator's units.</returns>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public double Energy(PauliProgram program, CompiledObservable observable, ReadOnlySpan<double> parameters)
    {
        Require(program, observable, parameters.Length);
        var real = Forward(program, observable.IsReal, parameters);
        var energy = observable.Apply(psiReal, real ? null : psiImaginary, lambdaReal, real ? null : lambdaImaginary);
        GC.KeepAlive(this);
        return energy;
    }

    /// <summary>The energy and its derivatives by adjoint differentiation: about three sweeps per rotation.</summary>
    /// <param name="program">The circuit.</param>
    /// <param name="observable">The operator.</param>
    /// <param name="parameters">Values of the free parameters, radians.</param>
    /// <param name="gradient">Receives dE / d parameter.</param>
    /// <returns>The expectation value, in the operator's units.</returns>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public double EnergyAndGradient(
        PauliProgram program, CompiledObservable observable, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        Require(program, observable, parameters.Length);
        if (gradient.Length != program.ParameterCount)
        {
            throw new ArgumentException(
                $"The circuit has {program.ParameterCount} free parameters, the gradient has {gradient.Length} entries.", nameof(gradient));
        }

        return Lanes.Bits switch
        {
            512 => EnergyAndGradient<Lanes512<double>>(program, observable, parameters, gradient),
            256 => EnergyAndGradient<Lanes256<double>>(program, observable, parameters, gradient),
            _ => EnergyAndGradient<Lanes128<double>>(program, observable, parameters, gradient),
        };
    }

    /// <summary>The state of a circuit, up to a global phase.</summary>
    /// <param name="program">The circuit.</param>
    /// <param name="parameters">Values of the free parameters, radians.</param>
    /// <param name="amplitudes">Receives 2^n amplitudes.</param>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public void State(PauliProgram program, ReadOnlySpan<double> parameters, Span<Complex> amplitudes)
    {
        Require(program, null, parameters.Length);
        if (amplitudes.Length != 1 << Qubits)
        {
            throw new ArgumentException($"{Qubits} qubits have {1 << Qubits} amplitudes, not {amplitudes.Length}.", nameof(amplitudes));
        }

        var real = Forward(program, true, parameters);
        for (var i = 0; i < amplitudes.Length; i++)
        {
            amplitudes[i] = new(psiReal[i], real ? 0 : psiImaginary[i]);
        }

        GC.KeepAlive(this);
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private bool Forward(PauliProgram program, bool observableIsReal, ReadOnlySpan<double> parameters) => Lanes.Bits switch
    {
        512 => Forward<Lanes512<double>>(program, observableIsReal, parameters),
        256 => Forward<Lanes256<double>>(program, observableIsReal, parameters),
        _ => Forward<Lanes128<double>>(program, observableIsReal, parameters),
    };

    private double EnergyAndGradient<TV>(
        PauliProgram program, CompiledObservable observable, ReadOnlySpan<double> parameters, Span<double> gradient)
        where TV : struct, ILaneVector<TV, double>
    {
        var isReal = Forward<TV>(program, observable.IsReal, parameters);
        var energy = observable.Apply(psiReal, isReal ? null : psiImaginary, lambdaReal, isReal ? null : lambdaImaginary);
        gradient.Clear();
        var rotations = program.Rotations;
        for (var k = rotations.Length - 1; k >= 0; k--)
        {
            ref readonly var r = ref rotations[k];
            var inner = Backward<TV>(k, r, isReal);
            if (r.Angle.IsFree)
            {
                gradient[r.Angle.Parameter] += r.Angle.Scale * inner;
            }
        }

        GC.KeepAlive(this);
        return energy;
    }

    // Rolls psi and lambda back through rotation k; returns the derivative of the energy by its angle.
    private double Backward<TV>(int k, in PauliRotation r, bool isReal)
        where TV : struct, ILaneVector<TV, double>
    {
        var phase = BitOperations.PopCount(r.X & r.Z) & 3;
        if ((phase & 1) == 1)
        {
            // i^1 = i and i^3 = -i: Im(i s) = s.
            var odd = phase == 1 ? 1 : -1;
            var inner = RotationKernels<TV>.BackwardOdd(psiReal, lambdaReal, length, r.X, r.Z, cosines[k], -odd * sines[k]);
            if (!isReal)
            {
                inner += RotationKernels<TV>.BackwardOdd(psiImaginary, lambdaImaginary, length, r.X, r.Z, cosines[k], -odd * sines[k]);
            }

            return odd * inner;
        }

        var sign = phase == 0 ? 1 : -1;
        return sign * RotationKernels<TV>.BackwardEven(
            psiReal, psiImaginary, lambdaReal, lambdaImaginary, length, r.X, r.Z, cosines[k], -sign * sines[k]);
    }

    // Told of a place's state and of H psi, both rolled back to it.
    internal delegate void PlaceVisitor(int place, StatePair psi, StatePair lambda);

    // One sweep forward and one backward that stops at every place between rotations, the last place first.
    internal double SweepBack(
        PauliProgram program, CompiledObservable observable, ReadOnlySpan<double> parameters, out double variance, PlaceVisitor visit)
    {
        Require(program, observable, parameters.Length);
        return Lanes.Bits switch
        {
            512 => SweepBack<Lanes512<double>>(program, observable, parameters, out variance, visit),
            256 => SweepBack<Lanes256<double>>(program, observable, parameters, out variance, visit),
            _ => SweepBack<Lanes128<double>>(program, observable, parameters, out variance, visit),
        };
    }

    private double SweepBack<TV>(
        PauliProgram program, CompiledObservable observable, ReadOnlySpan<double> parameters, out double variance, PlaceVisitor visit)
        where TV : struct, ILaneVector<TV, double>
    {
        var isReal = Forward<TV>(program, observable.IsReal, parameters);
        var energy = observable.Apply(psiReal, isReal ? null : psiImaginary, lambdaReal, isReal ? null : lambdaImaginary);
        var amplitudes = 1 << Qubits;
        var square = TensorPrimitives.SumOfSquares(new ReadOnlySpan<double>(lambdaReal, amplitudes));
        square += isReal ? 0 : TensorPrimitives.SumOfSquares(new ReadOnlySpan<double>(lambdaImaginary, amplitudes));
        variance = Math.Max(0, square - (energy * energy));
        var rotations = program.Rotations;
        for (var k = rotations.Length; k >= 0; k--)
        {
            if (k < rotations.Length)
            {
                Backward<TV>(k, rotations[k], isReal);
            }

            visit(
                k,
                new StatePair(new(psiReal, amplitudes), isReal ? [] : new(psiImaginary, amplitudes)),
                new StatePair(new(lambdaReal, amplitudes), isReal ? [] : new(lambdaImaginary, amplitudes)));
        }

        GC.KeepAlive(this);
        return energy;
    }

    // Runs the circuit forward; returns whether the imaginary parts are all 0 and left out.
    private bool Forward<TV>(PauliProgram program, bool observableIsReal, ReadOnlySpan<double> parameters)
        where TV : struct, ILaneVector<TV, double>
    {
        var real = program.IsReal && observableIsReal;
        program.StartReal.CopyTo(new Span<double>(psiReal, length));
        if (!real)
        {
            new Span<double>(psiImaginary, length).Clear();
            program.StartImaginary.CopyTo(new Span<double>(psiImaginary, length));
        }

        var rotations = program.Rotations;
        if (cosines.Length < rotations.Length)
        {
            cosines = new double[rotations.Length];
            sines = new double[rotations.Length];
        }

        for (var k = 0; k < rotations.Length; k++)
        {
            ref readonly var r = ref rotations[k];
            (sines[k], cosines[k]) = Math.SinCos(r.Angle.Value(parameters) / 2);
            var phase = BitOperations.PopCount(r.X & r.Z) & 3;
            if ((phase & 1) == 1)
            {
                // -i i^1 = 1, -i i^3 = -1.
                var e = phase == 1 ? sines[k] : -sines[k];
                RotationKernels<TV>.Odd(psiReal, length, r.X, r.Z, cosines[k], e);
                if (!real)
                {
                    RotationKernels<TV>.Odd(psiImaginary, length, r.X, r.Z, cosines[k], e);
                }
            }
            else
            {
                RotationKernels<TV>.Even(psiReal, psiImaginary, length, r.X, r.Z, cosines[k], phase == 0 ? sines[k] : -sines[k]);
            }
        }

        return real;
    }

    private void Require(PauliProgram program, CompiledObservable? observable, int parameters)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (program.Qubits != Qubits || (observable is not null && observable.Qubits != Qubits))
        {
            throw new ArgumentException(
                $"The workspace is for {Qubits} qubits, the circuit has {program.Qubits} and the operator {observable?.Qubits ?? Qubits}.",
                nameof(program));
        }

        if (parameters != program.ParameterCount)
        {
            throw new ArgumentException(
                $"The circuit has {program.ParameterCount} free parameters, but {parameters} values were given.", nameof(parameters));
        }
    }

    private void Free()
    {
        LargeMemory.Free(memory);
        memory = null;
        psiReal = psiImaginary = lambdaReal = lambdaImaginary = null;
    }
}
