using System.Runtime.InteropServices;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Training;

/// <summary>A predictor after its training, with the events it learned from; it can be saved and loaded again.</summary>
public sealed class TrainedPredictor : IDisposable
{
    private const string Kind = "trained link predictor";
    private const int Layout = 2;
    private double latest = double.NegativeInfinity;

    internal TrainedPredictor(
        ILinkPredictor predictor, LinkTrainResult result, TrainingInput input, RunIdentity run, NodeNumbering nodes) =>
        (Predictor, Result, Input, Run, Nodes) = (predictor, result, input, run, nodes);

    /// <summary>The predictor; it has observed nothing yet.</summary>
    public ILinkPredictor Predictor { get; }

    /// <summary>How well it did. Of a loaded one the seconds are 0.</summary>
    public LinkTrainResult Result { get; }

    /// <summary>The events it learned from.</summary>
    public TrainingInput Input { get; }

    /// <summary>The version, the input and every option of the training.</summary>
    public RunIdentity Run { get; }

    /// <summary>The numbers of the nodes that the predictor knows.</summary>
    public NodeNumbering Nodes { get; }

    /// <summary>Lets the predictor observe events from the beginning, by the ids they were read with.</summary>
    /// <param name="events">The events, usually those of the training and what came after them.</param>
    /// <returns>A note where the events do not begin with those of the training; null where they do.</returns>
    /// <exception cref="InputException">A node is not known to the predictor.</exception>
    public string? Observe(EventStream events)
    {
        var numbered = Nodes.Apply(events);
        Predictor.Reset();
        Predictor.Observe(numbered, numbered.Count);
        latest = numbered.Count > 0 ? numbered.Times[numbered.Count - 1] : double.NegativeInfinity;
        return Input.Begins(numbered) ? null : $"the events do not begin with the {Input.Events} on which the {Result.Model} was trained";
    }

    /// <summary>The likeliest destinations of a source.</summary>
    /// <param name="source">The source, by the id it was read with.</param>
    /// <param name="time">The time, not before the last event observed.</param>
    /// <param name="count">The most destinations wanted.</param>
    /// <returns>Destinations by id and their probabilities (softmax over all candidates), the likeliest first.</returns>
    /// <exception cref="InputException">The source is not known to the predictor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is not finite or lies before the last event that <see cref="Observe"/>
    /// took in.</exception>
    public IReadOnlyList<(int Destination, double Probability)> Likeliest(int source, double time, int count)
    {
        if (!double.IsFinite(time) || time < latest)
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, "The time must be finite and not before the last event observed.");
        }

        var node = Nodes.NodeOf(source) ?? throw new InputException($"Node {source} did not occur in the events of the training.");
        var scores = new float[Predictor.Candidates.Count];
        Predictor.Scores([node], [time], scores);
        var most = scores.Max();
        var total = scores.Sum(s => Math.Exp(s - most));
        return [.. scores.Select((s, i) => (Node: Predictor.Candidates.First + i, Score: s)).OrderByDescending(p => p.Score)
            .ThenBy(p => p.Node).Take(count)
            .Select(p => (Nodes.IdOf(p.Node), Math.Exp(p.Score - most) / total))];
    }

    /// <summary>Writes the predictor to a file; the same training gives the same bytes.</summary>
    /// <param name="path">The file; replaced in one step.</param>
    /// <exception cref="NotSupportedException">The predictor is of a kind that cannot be saved.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        var saved = Predictor as ISavedPredictor ?? throw new NotSupportedException(
            $"{Predictor.Name} cannot be saved: it is no {nameof(ISavedPredictor)}.");
        CheckpointFrame.Save(path, Kind, Layout, Run, writer =>
        {
            writer.Write(Predictor.Name);
            writer.Write(Result.Seed);
            new LinkTrainState(Result.Epochs, Result.BestEpoch, Result.Validation, Result.Test, 0).Write(writer);
            writer.Write(Input.Events);
            writer.Write(Input.ValidationStart);
            writer.Write(Input.LastTime);
            writer.Write(Input.Hash);
            writer.Write(Nodes.Count);
            writer.Write(Nodes.IsIdentity);
            writer.Write(MemoryMarshal.AsBytes(Nodes.Ids));
            saved.Write(writer);
        });
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="make">Makes the predictor of a name from what it wrote.</param>
    /// <exception cref="InputException">The file is none, or damaged.</exception>
    internal static TrainedPredictor Load(
        string path, Func<string, BinaryReader, ISavedPredictor> make) => CheckpointFrame.Open(path, Kind, Layout, (run, reader) =>
    {
        var name = reader.ReadString();
        var seed = reader.ReadInt32();
        var state = LinkTrainState.Read(reader);
        var input = new TrainingInput(reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadString());
        var count = reader.ReadInt32();
        var nodes = reader.ReadBoolean()
            ? NodeNumbering.Identity(count)
            : NodeNumbering.Of(MemoryMarshal.Cast<byte, int>(CheckpointFrame.ReadBytes(reader, sizeof(int) * (long)count)));
        var predictor = make(name, reader);
        return predictor.Candidates.End <= count
            ? new TrainedPredictor(
                predictor, new LinkTrainResult(name, seed, state.Validation, state.Test, state.BestEpoch, state.Epoch, 0, 0), input, run,
                nodes)
            : throw new FormatException($"{count} nodes, and candidates to {predictor.Candidates.End}");
    });

    /// <summary>Frees the predictor.</summary>
    public void Dispose() => (Predictor as IDisposable)?.Dispose();
}
