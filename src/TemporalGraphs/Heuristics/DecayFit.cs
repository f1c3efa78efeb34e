using System.Globalization;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>Chooses the constants of a sum of decays by validation: one constant after the other, until none betters it. Test is
/// not looked at.</summary>
public static class DecayFit
{
    private static readonly double[] Powers = [0.5, 1, 1.5, 2, 3];
    private static readonly double[] Scales = [0.5, 1, 2, 4, 16, 64, 512];
    private const double MostTimes = 30;
    private static readonly double[] Weights = [0, 0.1, 0.3, 1];
    private static readonly double[] Popularities = [0, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2];
    private static readonly double[] Replies = [0.5, 1, 1.5, 2.5, 4];
    private static readonly double[] Activities = [0, 0.1, 0.25, 0.5, 1];
    private static readonly double[] ActivityScales = [0.5, 1, 2];
    private static readonly double[] WalkWeights = [0, 0.003, 0.01, 0.03, 0.1, 0.3];

    /// <summary>Fits the constants.</summary>
    /// <param name="protocol">The queries; only those of validation are asked.</param>
    /// <param name="walks">Whether walks of three steps are tried; they cost far more than all else.</param>
    /// <param name="replies">Whether factors on answers that are due and on the activity of candidates are tried.</param>
    /// <param name="progress">Told how many sums were tried and what the best reaches; may be null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The constants and the validation MRR they reach.</returns>
    public static (DecayScore Score, double Validation) Run(
        LinkProtocol protocol, bool walks = false, bool replies = false, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        var split = protocol.Split;
        var unit = protocol.Freshness.Kind == FreshnessKind.Snapshot ? protocol.Freshness.Size : split.TrainingSpan * 1e-4;
        var start = new DecayScore { Unit = unit, Reverse = split.Bipartite ? 0 : 1 };
        var (best, reached) = (start, 0.0);
        var tried = new Dictionary<DecayScore, double>();

        // A decay to e^-30 within the shortest step of time orders as the next longer one does, and leaves a ranker that starts from it
        // nothing of what is old.
        var step = split.TrainingStep / unit;
        var scales = Array.FindAll(Scales, s => !double.IsFinite(step) || s * MostTimes >= step || s == Scales[^1]);
        var ended = Climb(start, replies);
        if (replies)
        {
            // The best popularity is another one where activity counts; climbing from there as well finds it.
            Better(Climb(start with { Activity = 0.25 }, replies));

            // What is added must not end below the sum without it.
            Better(Climb(Climb(start, false).Best, replies));
        }

        return ended;

        void Better((DecayScore Best, double Reached) other) => ended = other.Reached > ended.Reached ? other : ended;

        (DecayScore Best, double Reached) Climb(DecayScore from, bool replies)
        {
            (best, reached) = (from, Tried(from));
            for (var before = -1.0; reached > before;)
            {
                before = reached;
                Try(Powers, (s, v) => s with { Power = v });
                Try(scales, (s, v) => s with { Power = 0, Exponential = v });
                Try(split.Bipartite ? [] : Weights, (s, v) => s with { Reverse = v });
                Try(Popularities, (s, v) => s with { Popularity = v });
                Try(scales, (s, v) => s with { Tau = v });
                Try(replies ? Replies : [], (s, v) => s with { Reply = v });
                Try(replies ? Activities : [], (s, v) => s with { Activity = v });
                Try(replies && best.Activity > 0 ? ActivityScales : [], (s, v) => s with { ActivityTau = v });
                Try(walks ? WalkWeights : [], (s, v) => s with { Walks = v });
            }

            return (best, reached);
        }

        void Try(double[] values, Func<DecayScore, double, DecayScore> with)
        {
            var from = best;
            var candidates = Array.ConvertAll(values, v => with(from, v));
            var news = candidates.Where(c => !tried.ContainsKey(c)).Distinct().ToArray();
            var ranked = new double[news.Length];
            Parallel.For(
                0, news.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => ranked[i] = Validation(news[i]));
            foreach (var (score, mrr) in news.Zip(ranked))
            {
                tried.Add(score, mrr);
            }

            foreach (var candidate in candidates)
            {
                if (tried[candidate] > reached)
                {
                    (best, reached) = (candidate, tried[candidate]);
                }
            }

            Report();
        }

        double Tried(DecayScore score)
        {
            if (!tried.TryGetValue(score, out var mrr))
            {
                tried.Add(score, mrr = Validation(score));
            }

            return mrr;
        }

        void Report() => progress?.Report(new ProgressReport(
            "fitting the constants of a sum of decays", tried.Count, 0,
            string.Create(CultureInfo.InvariantCulture, $"{tried.Count} tried, validation {reached:0.0000}")));

        double Validation(DecayScore score)
        {
            var predictor = new DecayPredictor(score, split);
            predictor.Observe(split.Events, protocol.FirstKnown(false));
            return LinkEvaluation.Rank(predictor, protocol, false, cancellationToken: cancellationToken).Mrr;
        }
    }
}
