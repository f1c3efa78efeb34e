namespace Quiver.Circuits.Programs;

/// <summary>Questions about the order of a program's steps.</summary>
internal static class ProgramScan
{
    /// <summary>
    /// Why a program is no unitary followed by measurements: the qubit that is used after its measurement, reset after a gate or
    /// used in a branch, with a word for it; null when the program is one.
    /// </summary>
    public static (int Qubit, string Why)? MidwayQubit(CircuitProgram program)
    {
        var touched = new bool[program.Qubits];
        var measured = new bool[program.Qubits];
        foreach (var step in program.Steps)
        {
            switch (step)
            {
                case GateStep g:
                    foreach (var q in g.Gate.Qubits)
                    {
                        if (measured[q])
                        {
                            return (q, "is used after its measurement");
                        }

                        touched[q] = true;
                    }

                    break;
                case MeasureStep m:
                    measured[m.Qubit] = true;
                    break;
                case ResetStep r when touched[r.Qubit] || measured[r.Qubit]:
                    return (r.Qubit, "is reset after it was used");
                case BranchStep or AssignStep:
                    return (0, "is subject to classical control");
                default:
                    break;
            }
        }

        return null;
    }

    /// <summary>Marks the qubits that a step touches, barriers aside.</summary>
    public static void Mark(ProgramStep step, bool[] qubits)
    {
        switch (step)
        {
            case GateStep g:
                foreach (var q in g.Gate.Qubits)
                {
                    qubits[q] = true;
                }

                break;
            case MeasureStep m:
                qubits[m.Qubit] = true;
                break;
            case ResetStep r:
                qubits[r.Qubit] = true;
                break;
            case BranchStep b:
                foreach (var inner in b.Then.Concat(b.Else))
                {
                    Mark(inner, qubits);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Every qubit that a step names, each once.</summary>
    public static void Qubits(ProgramStep step, ISet<int> into)
    {
        switch (step)
        {
            case GateStep g:
                foreach (var q in g.Gate.Qubits)
                {
                    into.Add(q);
                }

                break;
            case MeasureStep m:
                into.Add(m.Qubit);
                break;
            case ResetStep r:
                into.Add(r.Qubit);
                break;
            case BarrierStep b:
                into.UnionWith(b.Qubits);
                break;
            case BranchStep b:
                foreach (var inner in b.Then.Concat(b.Else))
                {
                    Qubits(inner, into);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Every classical bit that a step reads or writes, each once.</summary>
    public static void Bits(ProgramStep step, ISet<int> into)
    {
        switch (step)
        {
            case MeasureStep { Bit: >= 0 } m:
                into.Add(m.Bit);
                break;
            case AssignStep a:
                into.UnionWith(a.Bits);
                a.Value.CollectBits(into);
                break;
            case BranchStep b:
                b.Condition.CollectBits(into);
                foreach (var inner in b.Then.Concat(b.Else))
                {
                    Bits(inner, into);
                }

                break;
            default:
                break;
        }
    }
}
