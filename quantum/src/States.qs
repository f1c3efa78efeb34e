namespace Quiver.Quantum {
    open Microsoft.Quantum.Intrinsic;
    open Microsoft.Quantum.Math;
    open Microsoft.Quantum.Diagnostics;

    /// # Summary
    /// Prepares a basis state from all zeros.
    operation PrepareBasisState(bits : Bool[], qs : Qubit[]) : Unit {
        for i in 0..Length(bits) - 1 {
            if bits[i] { X(qs[i]); }
        }
    }

    /// # Summary
    /// The norm of the amplitudes with indices from start to start + count - 1.
    function PartialNorm(amplitudes : (Double, Double)[], start : Int, count : Int) : Double {
        mutable sum = 0.0;
        for i in start..start + count - 1 {
            let (re, im) = amplitudes[i];
            set sum += re * re + im * im;
        }
        return Sqrt(sum);
    }

    /// # Summary
    /// Prepares a normalised state from all zeros: a tree of rotations about Y, each controlled by the qubits before it, splits the
    /// norm between the halves; phases follow on the last qubit. The first qubit is the most significant bit of an index.
    operation PrepareAmplitudes(amplitudes : (Double, Double)[], qs : Qubit[]) : Unit {
        let n = Length(qs);
        for k in 0..n - 1 {
            let half = 1 <<< (n - 1 - k);
            for prefix in 0..(1 <<< k) - 1 {
                let start = prefix * 2 * half;
                let zero = PartialNorm(amplitudes, start, half);
                let one = PartialNorm(amplitudes, start + half, half);
                mutable before = 0.0;
                mutable after = 0.0;
                if k == n - 1 {
                    let (re0, im0) = amplitudes[start];
                    let (re1, im1) = amplitudes[start + 1];
                    if zero > 0.0 { set before = ArcTan2(im0, re0); }
                    if one > 0.0 { set after = ArcTan2(im1, re1); }
                }
                if zero + one > 0.0 {
                    FlipZeros(prefix, qs[0..k - 1]);
                    Controlled Ry(qs[0..k - 1], (2.0 * ArcTan2(one, zero), qs[k]));
                    if k == n - 1 {
                        // diag(e^(i before), e^(i after)): X R1 X for the first entry.
                        Controlled R1(qs[0..k - 1], (after, qs[k]));
                        X(qs[k]);
                        Controlled R1(qs[0..k - 1], (before, qs[k]));
                        X(qs[k]);
                    }
                    FlipZeros(prefix, qs[0..k - 1]);
                }
            }
        }
    }

    /// # Summary
    /// Flips the qubits whose bit in a number is 0, so that controls on 1 select the number.
    operation FlipZeros(number : Int, qs : Qubit[]) : Unit {
        for i in 0..Length(qs) - 1 {
            if ((number >>> (Length(qs) - 1 - i)) &&& 1) == 0 { X(qs[i]); }
        }
    }

    /// # Summary
    /// Prepares a circuit's state from all zeros and dumps its amplitudes.
    operation DumpCircuit(n : Int, codes : Int[], targets : Int[][], angles : Double[][], letters : Pauli[][]) : Unit {
        use qs = Qubit[n];
        ApplyCircuit(codes, targets, angles, letters, qs);
        DumpMachine();
        ResetAll(qs);
    }

    /// # Summary
    /// Prepares a state from its amplitudes and dumps it.
    operation DumpAmplitudes(n : Int, amplitudes : (Double, Double)[]) : Unit {
        use qs = Qubit[n];
        PrepareAmplitudes(amplitudes, qs);
        DumpMachine();
        ResetAll(qs);
    }

    /// # Summary
    /// Prepares a state from its amplitudes, runs a circuit behind it and dumps the result.
    operation DumpFromAmplitudes(amplitudes : (Double, Double)[], n : Int, codes : Int[], targets : Int[][], angles : Double[][], letters : Pauli[][]) : Unit {
        use qs = Qubit[n];
        PrepareAmplitudes(amplitudes, qs);
        ApplyCircuit(codes, targets, angles, letters, qs);
        DumpMachine();
        ResetAll(qs);
    }
}
