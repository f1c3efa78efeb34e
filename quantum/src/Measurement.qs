namespace Quiver.Quantum {
    open Microsoft.Quantum.Intrinsic;
    open Microsoft.Quantum.Random;

    /// # Summary
    /// Applies X, Y or Z with the given probabilities, otherwise nothing.
    operation ApplyPauliNoise(noise : Double[], q : Qubit) : Unit {
        let draw = DrawRandomDouble(0.0, 1.0);
        if draw < noise[0] { X(q); }
        elif draw < noise[0] + noise[1] { Y(q); }
        elif draw < noise[0] + noise[1] + noise[2] { Z(q); }
    }

    /// # Summary
    /// Applies a circuit given as data, with Pauli noise on every qubit of a gate after it; an empty noise array means none.
    operation ApplyNoisyCircuit(codes : Int[], targets : Int[][], angles : Double[][], letters : Pauli[][], noise : Double[], qs : Qubit[]) : Unit {
        for i in 0..Length(codes) - 1 {
            let q = Places(targets[i], qs);
            ApplyGate(codes[i], angles[i], letters[i], q);
            if Length(noise) == 3 {
                for single in q { ApplyPauliNoise(noise, single); }
            }
        }
    }

    /// # Summary
    /// Measures every qubit many times; an outcome is a number whose most significant bit is the first qubit.
    operation SampleCircuit(n : Int, codes : Int[], targets : Int[][], angles : Double[][], letters : Pauli[][], noise : Double[], shots : Int) : Int[] {
        mutable outcomes = [0, size = shots];
        use qs = Qubit[n];
        for shot in 0..shots - 1 {
            ApplyNoisyCircuit(codes, targets, angles, letters, noise, qs);
            mutable outcome = 0;
            for q in qs {
                set outcome = 2 * outcome;
                if M(q) == One { set outcome += 1; }
            }
            set outcomes w/= shot <- outcome;
            ResetAll(qs);
        }
        return outcomes;
    }

    /// # Summary
    /// Measures one Pauli term many times, as one joint measurement of its letters.
    /// # Output
    /// How often the outcome was -1.
    operation CountTerm(n : Int, codes : Int[], targets : Int[][], angles : Double[][], letters : Pauli[][], noise : Double[], term : Pauli[], shots : Int) : Int {
        mutable minus = 0;
        use qs = Qubit[n];
        for shot in 0..shots - 1 {
            ApplyNoisyCircuit(codes, targets, angles, letters, noise, qs);
            if Measure(term, qs) == One { set minus += 1; }
            ResetAll(qs);
        }
        return minus;
    }

    /// # Summary
    /// Measures a group of qubit-wise commuting terms many times: every qubit in the basis that a letter names.
    /// # Output
    /// Per shot a number with bit 1 where the outcome was -1; qubits with PauliI read 0.
    operation SampleGroup(n : Int, codes : Int[], targets : Int[][], angles : Double[][], letters : Pauli[][], noise : Double[], bases : Pauli[], shots : Int) : Int[] {
        mutable outcomes = [0, size = shots];
        use qs = Qubit[n];
        for shot in 0..shots - 1 {
            ApplyNoisyCircuit(codes, targets, angles, letters, noise, qs);
            mutable outcome = 0;
            for i in 0..n - 1 {
                set outcome = 2 * outcome;
                if bases[i] != PauliI {
                    if Measure([bases[i]], [qs[i]]) == One { set outcome += 1; }
                }
            }
            set outcomes w/= shot <- outcome;
            ResetAll(qs);
        }
        return outcomes;
    }
}
