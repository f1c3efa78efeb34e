using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Problems;

/// <summary>What a circuit is wanted for: a cost to be made small by choosing gates and angles.</summary>
public abstract class CircuitProblem
{
    /// <summary>Creates a problem.</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="qubits">Number of qubits.</param>
    /// <param name="reference">What every circuit begins with (state preparation); null for nothing.</param>
    protected CircuitProblem(string name, int qubits, Circuit? reference = null)
    {
        Name = name;
        Qubits = qubits;
        Reference = reference ?? new Circuit(qubits, []);
    }

    /// <summary>Name for tables.</summary>
    public string Name { get; }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>What every circuit begins with.</summary>
    public Circuit Reference { get; }

    /// <summary>Unit of the cost, for tables.</summary>
    public virtual string Unit => string.Empty;

    /// <summary>The least cost there is, where it is known; for tables, never for a search unless asked for.</summary>
    public virtual double? LeastCost => null;

    /// <summary>The cost that counts as solved above <see cref="LeastCost"/>, in its unit.</summary>
    public virtual double Tolerance => 1.6e-3;

    /// <summary>
    /// Whether RY and CX are enough: the states or the unitary wanted are real up to a global phase and within the reach of those gates.
    /// </summary>
    public virtual bool IsReal => true;

    /// <summary>Whether circuits act on states other than basis states, so that every gate may do something in front.</summary>
    internal virtual bool ActsOnAnyState => false;

    /// <summary>Work of one cost with its gradient, in units of about a nanosecond of one core; a fixed number, for budgets.</summary>
    /// <param name="angles">Angles of the circuit.</param>
    /// <returns>The units.</returns>
    public virtual long EvaluationWork(int angles) => 1000 + ((2L << Qubits) * (1 + angles));

    /// <summary>The same of a circuit some of whose angles are weights of features of a row of data.</summary>
    /// <param name="angles">Angles of the circuit.</param>
    /// <param name="uploads">Weights among them.</param>
    /// <returns>The units.</returns>
    public virtual long EvaluationWork(int angles, int uploads) => EvaluationWork(angles);

    /// <summary>Work of <see cref="ICircuitCost.Judge"/> beside the fit, in the same units; 0 where the fitted cost counts.</summary>
    /// <param name="gates">Gates of the circuit.</param>
    /// <returns>The units.</returns>
    public virtual long JudgingWork(int gates) => 0;

    /// <summary>Makes something that evaluates costs and gradients; one per thread.</summary>
    /// <returns>The evaluator; the caller disposes it.</returns>
    public abstract ICircuitCost CreateCost();
}
