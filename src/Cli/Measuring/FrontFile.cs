using System.Collections.Immutable;
using System.Text.Json;
using Quiver.Circuits.Measurement.Joint;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Cli.Measuring;

/// <summary>
/// A front on disk: what <c>bench measure --front</c> found for one operator, with the groups of every point, so that
/// <c>measure --front FILE --prefer SHOTS,GROUPS,GATES</c> serves any preference without another search.
/// </summary>
internal static class FrontFile
{
    public static void Write(string path, string name, PauliSum terms, MeasurementFront.Point reference,
        IReadOnlyList<MeasurementFront.Point> points) =>
        JsonOutput.Write(path, new
        {
            Operator = name,
            terms.Qubits,
            Terms = terms.Count,
            Reference = new { reference.Epsilon2M, reference.Groups, reference.TwoQubitGates },
            Points = points.Where(static p => p.OnFront).Select(p => new
            {
                p.Kind,
                p.Epsilon2M,
                p.Groups,
                p.TwoQubitGates,
                Parts = p.Parts.Select(g => g.Select(t => new { Label = terms.String(t.Term).ToString(), t.Coefficient })),
            }),
        });

    /// <summary>The point of lowest cost under a preference: its groups, as parts of the operator's terms, and a sentence on it.</summary>
    public static (ImmutableArray<(int Term, double Coefficient)>[] Parts, string Note) Choose(
        string path, PauliSum terms, JointPreference preference)
    {
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var results = ResultEnvelope.ResultsOf(document.RootElement);
            var points = results.GetProperty("points").EnumerateArray().ToArray();
            if (points.Length == 0)
            {
                throw new InputException(path, 0, "the front has no point.");
            }

            (double E, int G, int T) Costs(JsonElement p) =>
                (p.GetProperty("epsilon2M").GetDouble(), p.GetProperty("groups").GetInt32(), p.GetProperty("twoQubitGates").GetInt32());
            var unit = Costs(results.GetProperty("reference"));
            var chosen = points.MinBy(p => Costs(p) is var (e, g, t)
                ? preference.Cost(e / unit.E, g / (double)unit.G, t / (double)Math.Max(1, unit.T)) : 0);
            var index = Enumerable.Range(0, terms.Count).ToDictionary(i => terms.String(i).ToString(), StringComparer.Ordinal);
            ImmutableArray<(int, double)>[] parts = [.. chosen.GetProperty("parts").EnumerateArray().Select(group => group.EnumerateArray()
                .Select(t => index.TryGetValue(t.GetProperty("label").GetString() ?? string.Empty, out var i)
                    ? (i, t.GetProperty("coefficient").GetDouble())
                    : throw new InputException(
                        path, 0, $"the operator has no term {t.GetProperty("label").GetString()}: the front is of another operator."))
                .ToImmutableArray())];
            var (epsilon, groups, gates) = Costs(chosen);
            var kind = chosen.GetProperty("kind").GetString();
            return (parts, FormattableString.Invariant(
                $"Of {points.Length} points on the front: {kind}, eps^2 M {epsilon:G5}, {groups} groups, {gates} two-qubit gates."));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InputException(path, 0, "this is no front of bench measure --front.", e);
        }
    }
}
