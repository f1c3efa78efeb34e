namespace Quiver.Quantum {
    open Microsoft.Quantum.Intrinsic;
    open Microsoft.Quantum.Math;

    /// # Summary
    /// Rotation about X as H Rz H, which is the same matrix. The sparse simulator of qsharp-lang 1.32.5-dev defers Rx and Ry; an Rx
    /// whose deferred angle comes to an odd multiple of PI is then carried out as X, which turns the sign of an Ry that is still
    /// deferred behind it. An Rx that is never deferred cannot do so.
    operation RotateX(angle : Double, q : Qubit) : Unit {
        H(q);
        Rz(angle, q);
        H(q);
    }

    /// # Summary
    /// exp(-i angle P / 2).
    operation ApplyPauliExponential(letters : Pauli[], angle : Double, qs : Qubit[]) : Unit {
        if Length(qs) == 1 and letters[0] == PauliX { RotateX(angle, qs[0]); }
        else { Exp(letters, -angle / 2.0, qs); }
    }

    /// # Summary
    /// Exchange of 0011 and 1100 by a rotation: the eight Pauli strings with an odd number of Y commute.
    operation ApplyDoubleExcitation(angle : Double, qs : Qubit[]) : Unit {
        let signs = [1.0, 1.0, -1.0, -1.0];
        for single in 0..3 {
            mutable one = [PauliX, PauliX, PauliX, PauliX];
            mutable three = [PauliY, PauliY, PauliY, PauliY];
            set one w/= single <- PauliY;
            set three w/= single <- PauliX;
            // The signs of all four qubits multiply to 1, so three of them give the sign of the fourth.
            Exp(one, -angle * signs[single] / 16.0, qs);
            Exp(three, angle * signs[single] / 16.0, qs);
        }
    }

    /// # Summary
    /// Rotates |101> towards |110>: the exponential of its four commuting strings.
    operation ApplyControlledGivens(angle : Double, q : Qubit[]) : Unit {
        Exp([PauliI, PauliY, PauliX], -angle / 8.0, q);
        Exp([PauliI, PauliX, PauliY], angle / 8.0, q);
        Exp([PauliZ, PauliY, PauliX], angle / 8.0, q);
        Exp([PauliZ, PauliX, PauliY], -angle / 8.0, q);
    }

    /// # Summary
    /// Applies the gate with a code (its place in the toolkit's GateKind) to its qubits, controls first.
    operation ApplyGate(code : Int, a : Double[], letters : Pauli[], q : Qubit[]) : Unit {
        if code == 0 { I(q[0]); }
        elif code == 1 { X(q[0]); }
        elif code == 2 { Y(q[0]); }
        elif code == 3 { Z(q[0]); }
        elif code == 4 { H(q[0]); }
        elif code == 5 { S(q[0]); }
        elif code == 6 { Adjoint S(q[0]); }
        elif code == 7 { T(q[0]); }
        elif code == 8 { Adjoint T(q[0]); }
        elif code == 9 { H(q[0]); S(q[0]); H(q[0]); }
        elif code == 10 { H(q[0]); Adjoint S(q[0]); H(q[0]); }
        elif code == 11 { RotateX(a[0], q[0]); }
        elif code == 12 { Ry(a[0], q[0]); }
        elif code == 13 { Rz(a[0], q[0]); }
        elif code == 14 { R1(a[0], q[0]); }
        elif code == 15 { Rz(a[2], q[0]); Ry(a[0], q[0]); Rz(a[1], q[0]); }
        elif code == 16 { CNOT(q[0], q[1]); }
        elif code == 17 { Controlled Y([q[0]], q[1]); }
        elif code == 18 { Controlled Z([q[0]], q[1]); }
        elif code == 19 { Controlled H([q[0]], q[1]); }
        elif code == 20 { SWAP(q[0], q[1]); }
        elif code == 21 { Exp([PauliX, PauliX], PI() / 4.0, q); Exp([PauliY, PauliY], PI() / 4.0, q); }
        elif code == 22 { Exp([PauliX, PauliX], -PI() / 4.0, q); Exp([PauliY, PauliY], -PI() / 4.0, q); }
        elif code == 23 { Controlled Rx([q[0]], (a[0], q[1])); }
        elif code == 24 { Controlled Ry([q[0]], (a[0], q[1])); }
        elif code == 25 { Controlled Rz([q[0]], (a[0], q[1])); }
        elif code == 26 { Controlled R1([q[0]], (a[0], q[1])); }
        elif code == 27 { Exp([PauliX, PauliX], -a[0] / 2.0, q); }
        elif code == 28 { Exp([PauliY, PauliY], -a[0] / 2.0, q); }
        elif code == 29 { Exp([PauliZ, PauliZ], -a[0] / 2.0, q); }
        elif code == 30 { CCNOT(q[0], q[1], q[2]); }
        elif code == 31 { Exp([PauliY, PauliX], -a[0] / 4.0, q); Exp([PauliX, PauliY], a[0] / 4.0, q); }
        elif code == 32 { ApplyDoubleExcitation(a[0], q); }
        elif code == 33 { ApplyPauliExponential(letters, a[0], q); }
        elif code == 34 { Exp([PauliZ, PauliX], -PI() / 4.0, q); X(q[0]); }
        elif code == 35 { ApplyControlledGivens(a[0], q); }
        else { fail $"Gate code {code} is not known."; }
    }

    /// # Summary
    /// The qubits with given places in a register.
    function Places(targets : Int[], qs : Qubit[]) : Qubit[] {
        mutable q = [qs[0], size = Length(targets)];
        for i in 0..Length(targets) - 1 {
            set q w/= i <- qs[targets[i]];
        }
        return q;
    }

    /// # Summary
    /// Applies a circuit given as data: for each gate its code, qubits, angles and Pauli letters.
    operation ApplyCircuit(codes : Int[], targets : Int[][], angles : Double[][], letters : Pauli[][], qs : Qubit[]) : Unit {
        for i in 0..Length(codes) - 1 {
            ApplyGate(codes[i], angles[i], letters[i], Places(targets[i], qs));
        }
    }
}
