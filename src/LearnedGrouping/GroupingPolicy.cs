using System.Runtime.CompilerServices;
using System.Text.Json;
using Quiver.Core.Numbers;
using Quiver.Core.Runs;
using Quiver.Core.Vectors;

namespace Quiver.LearnedGrouping;

/// <summary>
/// The forward policy's learned part: one small network, shared by all candidates, that scores (term, group) pairs from
/// <see cref="CandidateFeatures"/>. Its size depends on no Hamiltonian, so it can be saved and used on any other.
/// </summary>
/// <remarks>
/// Two hidden layers with rectifiers. Weights are stored input-major, <c>w1[f * Hidden + h]</c>, so that a layer is a
/// sum of scaled rows. Evaluation allocates nothing and may run on several threads at once.
/// </remarks>
public sealed class GroupingPolicy
{
    /// <summary>Width of both hidden layers; a multiple of 16.</summary>
    public const int Hidden = 32;

    private const string Kind = "quiver-grouping-policy";
    private const int Layout = 2;
    private const long LargestFile = 4L << 20;
    private readonly float[] w1;
    private readonly float[] b1;
    private readonly float[] w2;
    private readonly float[] b2;
    private readonly float[] w3;

    /// <summary>Wraps trained weights.</summary>
    /// <param name="w1">First layer, Features x Hidden.</param>
    /// <param name="b1">Its bias, Hidden.</param>
    /// <param name="w2">Second layer, Hidden x Hidden.</param>
    /// <param name="b2">Its bias, Hidden.</param>
    /// <param name="w3">Output row, Hidden.</param>
    /// <exception cref="ArgumentException">An array has the wrong length.</exception>
    public GroupingPolicy(float[] w1, float[] b1, float[] w2, float[] b2, float[] w3)
    {
        Require(w1, CandidateFeatures.Count * Hidden, nameof(w1));
        Require(b1, Hidden, nameof(b1));
        Require(w2, Hidden * Hidden, nameof(w2));
        Require(b2, Hidden, nameof(b2));
        Require(w3, Hidden, nameof(w3));
        this.w1 = w1;
        this.b1 = b1;
        this.w2 = w2;
        this.b2 = b2;
        this.w3 = w3;
    }

    /// <summary>The policy that has learned nothing: every score is 0 and only the partial reward decides.</summary>
    /// <returns>A policy with zero weights.</returns>
    public static GroupingPolicy Untrained() =>
        new(
            new float[CandidateFeatures.Count * Hidden], new float[Hidden], new float[Hidden * Hidden], new float[Hidden],
            new float[Hidden]);

    /// <summary>Scores candidates.</summary>
    /// <param name="features">[candidates, <see cref="CandidateFeatures.Count"/>], row-major.</param>
    /// <param name="scores">Receives one score per candidate.</param>
    public void Score(ReadOnlySpan<float> features, Span<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features.Length, scores.Length * CandidateFeatures.Count, nameof(features));
        switch (Lanes.Bits)
        {
            case 512:
                Score<Lanes512<float>>(features, scores);
                break;
            case 256:
                Score<Lanes256<float>>(features, scores);
                break;
            default:
                Score<Lanes128<float>>(features, scores);
                break;
        }
    }

    private unsafe void Score<TV>(ReadOnlySpan<float> features, Span<float> scores)
        where TV : struct, ILaneVector<TV, float>
    {
        var hidden = stackalloc float[Hidden];
        var top = stackalloc float[Hidden];
        fixed (float* rows = features, p1 = w1, q1 = b1, p2 = w2, q2 = b2, p3 = w3)
        {
            for (var k = 0; k < scores.Length; k++)
            {
                Layer<TV>(rows + (k * CandidateFeatures.Count), CandidateFeatures.Count, p1, q1, hidden);
                Layer<TV>(hidden, Hidden, p2, q2, top);
                var sum = TV.Zero;
                for (var c = 0; c < Hidden; c += 2 * TV.Count)
                {
                    sum += TV.Multiply(TV.Load(top + c), TV.Load(p3 + c)) + TV.Multiply(
                        TV.Load(top + c + TV.Count), TV.Load(p3 + c + TV.Count));
                }

                scores[k] = TV.Sum(sum);
            }
        }
    }

    // y = max(0, x W + b).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Layer<TV>(float* x, int inputs, float* weights, float* bias, float* y)
        where TV : struct, ILaneVector<TV, float>
    {
        for (var c = 0; c < Hidden; c += 2 * TV.Count)
        {
            TV a0 = TV.Load(bias + c), a1 = TV.Load(bias + c + TV.Count);
            for (var f = 0; f < inputs; f++)
            {
                var value = TV.Create(x[f]);
                a0 = TV.MultiplyAdd(value, TV.Load(weights + (f * Hidden) + c), a0);
                a1 = TV.MultiplyAdd(value, TV.Load(weights + (f * Hidden) + c + TV.Count), a1);
            }

            TV.Store(TV.Max(a0, TV.Zero), y + c);
            TV.Store(TV.Max(a1, TV.Zero), y + c + TV.Count);
        }
    }

    /// <summary>What the policy was trained for, in words, such as "rule fc, beta 1000, h2.fcidump"; null when nobody said.</summary>
    public string? TrainedFor { get; init; }

    /// <summary>The same policy with a word on what it was trained for; one that says so already keeps its own.</summary>
    /// <param name="words">The inputs and options.</param>
    /// <returns>The policy.</returns>
    public GroupingPolicy TrainedAs(string words) =>
        TrainedFor is null ? new GroupingPolicy(w1, b1, w2, b2, w3) { TrainedFor = words } : this;

    /// <summary>Saves the weights as JSON with a checksum, in one step.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">A weight is not finite.</exception>
    public void Save(string path)
    {
        if (Weights().Any(w => FiniteNumbers.FirstOther(w) >= 0))
        {
            throw new InputException(
                path, 0, "the grouping policy has weights that are not finite and is not saved: train again with a smaller beta.");
        }

        AtomicFile.WriteText(path, Text(new Stored(Kind, Layout, CandidateFeatures.Version, TrainedFor, w1, b1, w2, b2, w3, Checksum())));
    }

    /// <summary>Loads weights saved by <see cref="Save"/>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="InputException">The file is missing, is no policy, was changed since it was saved, or was made for other
    /// features.</exception>
    public static GroupingPolicy Load(string path)
    {
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        try
        {
            if (new FileInfo(path).Length > LargestFile)
            {
                throw new InputException(path, 0, $"this is no grouping policy: those have less than {LargestFile} bytes.");
            }

            var text = File.ReadAllText(path);
            var stored = JsonSerializer.Deserialize<Stored>(text);
            if (!string.Equals(stored?.Kind, Kind, StringComparison.Ordinal))
            {
                throw new InputException(path, 0, "this is not a grouping policy saved by Quiver.");
            }

            if (stored!.Layout != Layout)
            {
                throw new InputException(
                    path, 0,
                    $"the policy has layout {stored.Layout}, without a checksum, and this version reads layout {Layout}; train it again.");
            }

            if (stored.Features != CandidateFeatures.Version)
            {
                throw new InputException(
                    path, 0,
                    $"the policy uses feature set {stored.Features}, this version uses {CandidateFeatures.Version}; train it again.");
            }

            var policy = new GroupingPolicy(stored.W1, stored.B1, stored.W2, stored.B2, stored.W3) { TrainedFor = stored.TrainedFor };

            // Written anew the file must come out the same to the letter.
            return string.Equals(stored.Sha256, policy.Checksum(), StringComparison.Ordinal)
                && string.Equals(Text(stored), text, StringComparison.Ordinal)
                ? policy
                : throw new InputException(
                    path, 0,
                    "the policy was changed since it was saved (its checksum does not match): take another copy or train it again.");
        }
        catch (JsonException e)
        {
            throw new InputException(
                path, (e.LineNumber ?? -1) + 1, "this is not a grouping policy saved by Quiver, or it is damaged or cut off here.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException(path, 0, "the grouping policy cannot be read: " + e.Message.Split(" (Parameter")[0], e);
        }
    }

    /// <summary>Writes the weights into a checkpoint.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(TrainedFor is not null);
        writer.Write(TrainedFor ?? string.Empty);
        foreach (var part in Weights())
        {
            writer.WriteArray<float>(part);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    internal static GroupingPolicy Read(BinaryReader reader)
    {
        var (isTrained, words) = (reader.ReadBoolean(), reader.ReadString());
        float[] Next() => reader.ReadArray<float>();
        return new GroupingPolicy(Next(), Next(), Next(), Next(), Next()) { TrainedFor = isTrained ? words : null };
    }

    /// <summary>The weight arrays, in the order of the constructor.</summary>
    /// <returns>The arrays themselves; not to be changed.</returns>
    internal float[][] Weights() => [w1, b1, w2, b2, w3];

    private static void Require(float[] values, int length, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        if (values.Length != length)
        {
            throw new ArgumentException($"{name} needs {length} weights, not {values.Length}.", name);
        }
    }

    private static string Text(Stored stored) => JsonSerializer.Serialize(stored) + "\n";

    private string Checksum()
    {
        using var hash = new ContentHash();
        hash.Add(Layout);
        hash.Add(CandidateFeatures.Version);
        hash.Add<char>(TrainedFor);
        foreach (var part in Weights())
        {
            hash.Add<float>(part);
        }

        return hash.Finish();
    }

    private sealed record Stored(
        string Kind, int Layout, int Features, string? TrainedFor, float[] W1, float[] B1, float[] W2, float[] B2, float[] W3,
        string Sha256);
}
