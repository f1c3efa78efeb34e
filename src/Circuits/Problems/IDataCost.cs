using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Problems;

/// <summary>A cost over the rows of a data set, whose circuits may turn by features.</summary>
internal interface IDataCost : IInsertionCost
{
    /// <summary>Chooses the circuit that the following calls are about.</summary>
    /// <param name="circuit">The whole circuit; free angles are the variables.</param>
    /// <param name="uploads">For every parameter the feature of a row that it is the weight of, or -1 for a plain angle.</param>
    void Use(Circuit circuit, ReadOnlySpan<int> uploads);
}
