using System.Collections.Immutable;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Problems;

/// <summary>
/// A circuit with fitted angles that may turn by features of a row again and again (data re-uploading, Perez-Salinas et al.,
/// arXiv:1907.02085): where a parameter belongs to a feature, the angle is its value times that feature.
/// </summary>
/// <param name="Circuit">The gates, with free parameters.</param>
/// <param name="Angles">Values of the parameters: radians, or radians per unit of the feature.</param>
/// <param name="Uploads">For every parameter the feature that it is the weight of, or -1 for a plain angle.</param>
public sealed record ClassifierCircuit(Circuit Circuit, ImmutableArray<double> Angles, ImmutableArray<int> Uploads)
{
    /// <summary>Whether angles depend on the row.</summary>
    public bool UsesFeatures => Uploads.Any(static f => f >= 0);

    /// <summary>The circuit of one row, all angles bound.</summary>
    /// <param name="features">The row's features, as <see cref="ClassificationProblem.TestFeatures"/> gives them; unused where no angle
    /// depends on the row.</param>
    /// <returns>The bound circuit.</returns>
    /// <exception cref="ArgumentException">A feature is missing.</exception>
    public Circuit On(ReadOnlySpan<double> features)
    {
        var values = Angles.ToArray();
        for (var p = 0; p < values.Length; p++)
        {
            var feature = Uploads[p];
            if (feature >= features.Length)
            {
                throw new ArgumentException($"The circuit uses feature {feature} of {features.Length}.", nameof(features));
            }

            values[p] *= feature >= 0 ? features[feature] : 1;
        }

        return Circuit.Bind(values);
    }

    /// <summary>A circuit that does not depend on the row.</summary>
    /// <param name="circuit">A circuit with bound angles.</param>
    public static ClassifierCircuit Of(Circuit circuit) => new(circuit, [], []);
}
