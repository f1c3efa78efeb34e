using System.Globalization;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>
/// The constants of a sum of decays: what a pair did, what it did the other way round, how popular the destination is, and walks of
/// three steps; and, where nodes are sources and destinations, whether an answer is due and who is active. Written
/// <c>decay:power=2,reverse=1,popularity=0.003,tau=1</c>.
/// </summary>
public sealed record DecayScore
{
    /// <summary>Exponent a of (age / unit)^-a; 0 for exponential decay.</summary>
    public double Power { get; init; } = 2;

    /// <summary>Time in which an event of a pair falls to 1/e, in units, where <see cref="Power"/> is 0.</summary>
    public double Exponential { get; init; } = 2;

    /// <summary>Weight of events from the candidate to the source.</summary>
    public double Reverse { get; init; } = 1;

    /// <summary>Weight of the events that end in the candidate, from wherever.</summary>
    public double Popularity { get; init; } = 0.003;

    /// <summary>Time in which they fall to 1/e, in units.</summary>
    public double Tau { get; init; } = 1;

    /// <summary>Weight of walks of three steps from the source to the candidate over decayed links, directions aside, steps drawn
    /// in proportion.</summary>
    public double Walks { get; init; }

    /// <summary>Factor on the events from the candidate to the source while the source has not answered: none of its own to the
    /// candidate is as late as the last of them.</summary>
    public double Reply { get; init; } = 1;

    /// <summary>Exponent of how active a candidate is, a factor on what its pair with the source did: 0.05 plus the events that
    /// begin in the candidate, decayed. Who has gone away is written to no more.</summary>
    public double Activity { get; init; }

    /// <summary>Time in which those events fall to 1/e, in units.</summary>
    public double ActivityTau { get; init; } = 0.5;

    /// <summary>The unit of time, in the data's; no age counts for less.</summary>
    public double Unit { get; init; } = 1;

    /// <summary>The score as text, which <see cref="Parse"/> reads.</summary>
    public string Name
    {
        get
        {
            var pair = Power > 0 ? Part("power", Power) : Part("exp", Exponential);
            var rest = (Walks > 0 ? "," + Part("walks", Walks) : string.Empty) + (Reply == 1 ? string.Empty : "," + Part("reply", Reply))
                + (Activity > 0 ? $",{Part("activity", Activity)},{Part("activity-tau", ActivityTau)}" : string.Empty)
                + (Unit == 1 ? string.Empty : "," + Part("unit", Unit));
            return $"decay:{pair},{Part("reverse", Reverse)},{Part("popularity", Popularity)},{Part("tau", Tau)}{rest}";
        }
    }

    /// <summary>Reads a score such as <c>decay:power=2,reverse=1</c>; what is not named keeps its standard value.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The score.</returns>
    /// <exception cref="FormatException">A constant is not known, named twice or out of its range.</exception>
    public static DecayScore Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':', 2);
        if (!string.Equals(parts[0], "decay", StringComparison.Ordinal))
        {
            throw new FormatException($"'{text}' is no sum of decays: write decay:power=2,reverse=1,popularity=0.003,tau=1.");
        }

        var (score, seen) = (new DecayScore(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var part in parts.Length == 1 ? [] : parts[1].Split(',', StringSplitOptions.TrimEntries))
        {
            var pair = part.Split('=', 2);
            if (pair.Length != 2 || !double.TryParse(pair[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                || !double.IsFinite(value) || value < 0)
            {
                throw new FormatException($"'{part}' in '{text}' is no constant: write a name, = and a number of at least 0.");
            }

            if (!seen.Add(pair[0]))
            {
                throw new FormatException($"'{text}' names {pair[0]} twice.");
            }

            score = pair[0] switch
            {
                "power" when value > 0 => score with { Power = value },
                "exp" when value > 0 => score with { Power = 0, Exponential = value },
                "reverse" => score with { Reverse = value },
                "popularity" => score with { Popularity = value },
                "tau" when value > 0 => score with { Tau = value },
                "walks" => score with { Walks = value },
                "reply" => score with { Reply = value },
                "activity" => score with { Activity = value },
                "activity-tau" when value > 0 => score with { ActivityTau = value },
                "unit" when value > 0 => score with { Unit = value },
                "power" or "exp" or "tau" or "activity-tau" or "unit" =>
                    throw new FormatException($"'{part}' in '{text}': it must be above 0."),
                _ => throw new FormatException(
                    $"'{pair[0]}' in '{text}' is no constant: use power or exp, reverse, popularity, tau, walks, reply, activity, "
                        + "activity-tau, unit."),
            };
        }

        return seen.Contains("power") && seen.Contains("exp")
            ? throw new FormatException($"'{text}' names power and exp: use one of them.")
            : score;
    }

    /// <summary>Refuses constants that make no sum of decays.</summary>
    /// <exception cref="ArgumentException">There is one; the message names it.</exception>
    internal void Check()
    {
        foreach (var (name, value, least) in new[]
        {
            (nameof(Power), Power, true), (nameof(Exponential), Exponential, Power > 0), (nameof(Reverse), Reverse, true),
            (nameof(Popularity), Popularity, true), (nameof(Tau), Tau, false), (nameof(Walks), Walks, true), (nameof(Reply), Reply, true),
            (nameof(Activity), Activity, true), (nameof(ActivityTau), ActivityTau, false), (nameof(Unit), Unit, false),
        })
        {
            if (!double.IsFinite(value) || value < 0 || (value == 0 && !least))
            {
                throw new ArgumentException(
                    $"{name} of a sum of decays must be finite and {(least ? "at least" : "above")} 0 (got {value}).", name);
            }
        }
    }

    private static string Part(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"{name}={value}");
}
