using System.Text;

namespace Quiver.Cli.Reports;

/// <summary>The names of JSON members as people read them.</summary>
internal static class ReportNames
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["epsilon2M"] = "ε²M",
        ["rHat"] = "R̂",
        ["cx"] = "CX",
        ["twoQubitGates"] = "two-qubit gates",
        ["tv"] = "total variation",
        ["l1"] = "L1",
        ["kl"] = "KL",
        ["elbo"] = "ELBO",
        ["eubo"] = "EUBO",
        ["auc"] = "AUC",
        ["jensenShannon"] = "Jensen–Shannon",
        ["rms"] = "RMS error",
        ["logZ"] = "log Z",
        ["logZExact"] = "log Z exact",
        ["ofSi"] = "of si",
        ["ms2"] = "2·Sz",
        ["valMrr"] = "validation MRR",
        ["testMrr"] = "test MRR",
        ["hits1"] = "hits@1",
        ["hits10"] = "hits@10",
        ["qsharpDifference"] = "Q# difference",
    };

    /// <summary>A path of members: <c>best.twoQubitGates</c> as <c>best: two qubit gates</c>.</summary>
    public static string Of(string path) => string.Join(": ", path.Split('.').Select(static p => Known.GetValueOrDefault(p) ?? Words(p)));

    private static string Words(string name)
    {
        // What is no member of ours, such as the path of a figure of a sweep, stays as it is.
        if (name.Length == 0 || !name.All(char.IsAsciiLetterOrDigit))
        {
            return name;
        }

        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append(' ');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
