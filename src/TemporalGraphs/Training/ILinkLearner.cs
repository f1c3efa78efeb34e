using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Training;

/// <summary>A predictor while it is trained: what <see cref="LinkTrainer"/> asks of it.</summary>
public interface ILinkLearner
{
    /// <summary>The predictor, with the parameters as they are now.</summary>
    ILinkPredictor Predictor { get; }

    /// <summary>The name of what is trained, for tables and progress.</summary>
    string Name { get; }

    /// <summary>Events and split.</summary>
    LinkSplit Split { get; }

    /// <summary>What queries know, in training and in evaluation.</summary>
    Freshness Freshness { get; }

    /// <summary>The seed that fixes the training.</summary>
    int Seed { get; }

    /// <summary>Most passes over the training events.</summary>
    int Epochs { get; }

    /// <summary>Passes without a better validation MRR after which training stops.</summary>
    int Patience { get; }

    /// <summary>A file that is written after every pass and from which an interrupted training goes on; null for none.</summary>
    string? Checkpoint { get; }

    /// <summary>The kind of the checkpoint, as an error about the file would say it.</summary>
    string CheckpointKind { get; }

    /// <summary>Version of what <see cref="Write"/> writes.</summary>
    int CheckpointLayout { get; }

    /// <summary>Whether the parameters at the start already make a predictor, which training must better to replace it.</summary>
    bool IsPredictorAtStart => false;

    /// <summary>What a reader of the result should know of the parameters at the start.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>Forms of the parameters after a pass between which validation chooses, 1 or more.</summary>
    int Variants => 1;

    /// <summary>Takes one of the forms for the predictor, which keeps what it observed. After a pass it has form 0.</summary>
    /// <param name="variant">Which, below <see cref="Variants"/>.</param>
    void Choose(int variant)
    {
    }

    /// <summary>Whether <see cref="Refit"/> is due before the test.</summary>
    bool Refits => false;

    /// <summary>Trains anew on training and validation with what validation chose, and takes the parameters for the predictor.</summary>
    /// <param name="passes">Passes, 1 or more.</param>
    /// <param name="progress">Told how far the work is; may be null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InputException">Training diverged.</exception>
    void Refit(int passes, IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
    }

    /// <summary>Everything that can change the result.</summary>
    /// <param name="protocol">The queries of validation and test.</param>
    /// <returns>The identity of the training.</returns>
    RunIdentity Identity(LinkProtocol protocol);

    /// <summary>One pass over the training events. Afterwards the predictor has observed them as far as its first query may know
    /// them, or all.</summary>
    /// <param name="pass">Number of passes before.</param>
    /// <param name="progress">Told how far the pass is; may be null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The mean loss; null where it is not known.</returns>
    /// <exception cref="InputException">Training diverged.</exception>
    double? Pass(int pass, IProgress<ProgressReport>? progress, CancellationToken cancellationToken);

    /// <summary>Keeps the present parameters as the best.</summary>
    void Keep();

    /// <summary>Takes the best parameters back.</summary>
    void Restore();

    /// <summary>Writes present and best parameters and the optimizer's state.</summary>
    /// <param name="writer">Receives them.</param>
    void Write(BinaryWriter writer);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">The content.</param>
    /// <exception cref="FormatException">It is none.</exception>
    void Read(BinaryReader reader);
}
