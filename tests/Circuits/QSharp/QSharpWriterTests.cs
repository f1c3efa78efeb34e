using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.QSharp;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.QSharp;

public sealed class QSharpWriterTests
{
    [Fact]
    public void Write_SmallCircuit_IsThisProgram()
    {
        var circuit = new CircuitBuilder(2).H(0).CX(0, 1).RX(0.5, 1).PauliExponential(PauliString.Parse("XZ"), -1).Build();
        Assert.Equal(
            """
            namespace Bell {
                open Microsoft.Quantum.Intrinsic;
                open Microsoft.Quantum.Measurement;

                operation ApplyCircuit(qs : Qubit[]) : Unit {
                    H(qs[0]);
                    CNOT(qs[0], qs[1]);
                    H(qs[1]);
                    Rz(5.0000000000000000E-001, qs[1]);
                    H(qs[1]);
                    Exp([PauliX,PauliZ], 5.0000000000000000E-001, [qs[0], qs[1]]);
                }

                @EntryPoint()
                operation Main() : Result[] {
                    use qs = Qubit[2];
                    ApplyCircuit(qs);
                    mutable results = [Zero, size = 2];
                    for i in 0..1 {
                        set results w/= i <- MResetZ(qs[i]);
                    }
                    return results;
                }
            }

            """, QSharpWriter.Write(circuit, "Bell"));
    }
}
