using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.TemporalGraphs.Training;

/// <summary>A predictor that can be written to a file and made again from it.</summary>
public interface ISavedPredictor : ILinkPredictor
{
    /// <summary>Writes all it was made of and learned, but nothing it observed.</summary>
    /// <param name="writer">Receives it.</param>
    void Write(BinaryWriter writer);
}
