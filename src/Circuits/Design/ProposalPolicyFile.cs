using System.Text.Json;
using Quiver.Circuits.Formats;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Design;

/// <summary>A policy of proposals on disk: JSON in the envelope of every result (<c>docs/schemas/circuits-train.json</c>).</summary>
public static class ProposalPolicyFile
{
    /// <summary>The version of the files that are written, and the only one that is read.</summary>
    public const int Version = 1;

    private const int MostBytes = 1 << 20;
    private const string Other = "this is no policy of proposals: quiver circuits train writes one.";

    /// <summary>What stands under <c>results</c>.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns>An object whose public properties become JSON.</returns>
    public static object Document(ProposalPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new { FileVersion = Version, Features = ProposalFeatures.Version, policy.TrainedFor, policy.Sha256, policy.Weights };
    }

    /// <summary>Writes a policy in one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="policy">The policy.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ProposalPolicy policy) =>
        new ResultEnvelope("quiver", "circuits train") { Results = Document(policy) }.Write(path);

    /// <summary>Reads a policy.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="InputException">There is no such file, it is no policy of this version, or its weights were changed.</exception>
    public static ProposalPolicy Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        return Parse(path, BoundedFile.Read(path, MostBytes).ToArray());
    }

    internal static ProposalPolicy BuiltIn()
    {
        const string name = "proposal-policy.json";
        using var stream = typeof(ProposalPolicy).Assembly.GetManifestResourceStream(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Parse(name, memory.ToArray());
    }

    private static ProposalPolicy Parse(string path, byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = ResultEnvelope.ResultsOf(document.RootElement);
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("fileVersion", out var version)
                || !root.TryGetProperty("weights", out var weights))
            {
                throw new InputException(path, 0, Other);
            }

            var features = root.GetProperty("features");
            if (!version.TryGetInt32(out var number) || number != Version || features.GetInt32() != ProposalFeatures.Version)
            {
                throw new InputException(
                    path, 0,
                    $"a policy of version {version} with features {features} is not read here, only version {Version} " +
                    $"with features {ProposalFeatures.Version}: train it again.");
            }

            var policy = new ProposalPolicy(
                [.. weights.EnumerateArray().Select(static w => w.EnumerateArray().Select(static x => x.GetSingle()).ToArray())],
                root.GetProperty("trainedFor").GetString() ?? throw new FormatException("what it was trained for is missing"));
            return string.Equals(policy.Sha256, root.GetProperty("sha256").GetString(), StringComparison.Ordinal)
                ? policy
                : throw new InputException(
                    path, 0,
                    "the policy was changed since it was saved (its checksum does not match): take another copy or train it again.");
        }
        catch (FormatException e)
        {
            throw new InputException(path, 0, $"this is no policy of proposals: {e.Message}.", e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InputException(path, 0, Other, e);
        }
    }
}
