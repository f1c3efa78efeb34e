using System.Text.Json;
using Quiver.Hamiltonians.Grouping;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Gives an ejection up before any member that it throws out is looked at. What Metropolis' draw and the term's own move leave to these
/// members, their allowance, is known from two look-ups; a move is worked out only where the allowance is at least a threshold, which
/// depends on the temperature and on how many members are thrown out. One in a thousand ejections is accepted, and nearly all of those
/// pass, but only one in five of the others.
/// </summary>
/// <remarks>
/// The learned thresholds are quantiles of the allowances of accepted ejections, logged from unfiltered annealing of training molecules
/// at all temperatures: <c>dotnet run -c Release --project benchmarks -- train-ejections</c>. They hold no property of a molecule but its
/// S/N, the unit of temperature.
/// </remarks>
internal sealed class EjectionFilter
{
    /// <summary>Temperatures told apart, evenly by logarithm from hottest to coldest.</summary>
    public const int Temperatures = 6;

    /// <summary>Numbers of members told apart: 1, 2, 3 to 4, 5 and more.</summary>
    public const int Kinds = 4;

    // The range of an annealing's temperatures, in units of S / N.
    private const double Hottest = 1;
    private const double Coldest = 0.01;
    private const string Resource = "ejection-thresholds.json";
    private static readonly Lazy<EjectionFilter> Shipped = new(ReadShipped);
    private readonly double[] thresholds;

    /// <param name="thresholds">Smallest allowance in temperatures, for every temperature and there for every kind.</param>
    public EjectionFilter(IReadOnlyList<double> thresholds)
    {
        if (thresholds.Count != Temperatures * Kinds || thresholds.Any(static t => double.IsNaN(t)))
        {
            throw new FormatException(FormattableString.Invariant($"a filter has {Temperatures * Kinds} thresholds"));
        }

        this.thresholds = [.. thresholds];
    }

    /// <summary>The thresholds that came with the program.</summary>
    public static EjectionFilter Learned => Shipped.Value;

    /// <summary>Made by hand, annealing's, and the learned ones' control: one threshold for all.</summary>
    public static EjectionFilter Fixed { get; } = new([.. Enumerable.Repeat(-6.0, Temperatures * Kinds)]);

    /// <summary>The control that knows nothing: as many moves as the learned one works out, drawn at random.</summary>
    public static EjectionFilter Random { get; } =
        new([.. Enumerable.Repeat(double.NegativeInfinity, Temperatures * Kinds)]) { Share = 0.15 };

    /// <summary>Smallest allowances in temperatures.</summary>
    public IReadOnlyList<double> Thresholds => thresholds;

    /// <summary>Share of the moves that pass by the threshold and are worked out; the others are given up by the draw.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Share of all moves that should be ejections: a filter makes them cheap.</summary>
    public double EjectionRate { get; init; } = 0.75;

    /// <summary>The place of a threshold.</summary>
    /// <param name="temperature">In units of S / N.</param>
    /// <param name="ejected">Members thrown out, at least 1.</param>
    public static int Place(double temperature, int ejected)
    {
        var depth = Math.Log(Hottest / temperature) / Math.Log(Hottest / Coldest);
        var row = (int)Math.Clamp(depth * Temperatures, 0, Temperatures - 1);
        return (row * Kinds) + (ejected switch { 1 => 0, 2 => 1, <= 4 => 2, _ => 3 });
    }

    /// <summary>Fits thresholds to what was accepted.</summary>
    /// <param name="accepted">Temperature in units of S / N, members thrown out, and allowance of accepted ejections.</param>
    /// <param name="recall">Share of the accepted ejections that pass, at every temperature and for every number of members.</param>
    /// <returns>The filter. Where fewer than ten were seen, the threshold of the next hotter temperature holds.</returns>
    public static EjectionFilter Fit(IEnumerable<(double Temperature, int Ejected, double Allowance)> accepted, double recall)
    {
        const int least = 10;
        var seen = accepted.ToLookup(static a => Place(a.Temperature, a.Ejected), static a => a.Allowance);
        var thresholds = new double[Temperatures * Kinds];
        for (var place = 0; place < thresholds.Length; place++)
        {
            var sorted = seen[place].Order().ToArray();
            thresholds[place] = sorted.Length >= least ? sorted[(int)((1 - recall) * sorted.Length)]
                : place >= Kinds ? thresholds[place - Kinds] : double.NegativeInfinity;
        }

        return new EjectionFilter(thresholds);
    }

    /// <summary>What annealing gives up: by the threshold made by hand where there is a state, else nothing, since it would cost
    /// more than it saves.</summary>
    /// <param name="problem">What is searched.</param>
    public static EjectionFilter? OfAnnealing(GroupingProblem problem) => problem.HasState ? Fixed : null;

    /// <summary>Whether a move is to be worked out.</summary>
    /// <param name="temperature">In units of S / N.</param>
    /// <param name="ejected">Members thrown out, at least 1.</param>
    /// <param name="allowance">How far they may raise S, in temperatures.</param>
    /// <param name="random">The chain's random numbers, of which one is drawn where <see cref="Share"/> is below 1.</param>
    public bool Passes(double temperature, int ejected, double allowance, SearchRandom random) =>
        allowance >= thresholds[Place(temperature, ejected)] && (Share >= 1 || random.Unit() < Share);

    private static EjectionFilter ReadShipped()
    {
        using var stream = typeof(EjectionFilter).Assembly.GetManifestResourceStream(Resource)!;
        using var document = JsonDocument.Parse(stream);
        var rows = document.RootElement.GetProperty("thresholds").EnumerateArray();
        return new EjectionFilter([.. rows.SelectMany(static r => r.EnumerateArray()).Select(static t => t.GetDouble())]);
    }
}
