namespace Quiver.LearnedGrouping;

/// <summary>
/// What the policy sees of a candidate: a term about to be placed, one group it may join (or the next new one), and the
/// partition as a whole. All figures are relative, so that they mean the same on every Hamiltonian.
/// </summary>
internal static class CandidateFeatures
{
    /// <summary>Features per candidate.</summary>
    public const int Count = 36;

    /// <summary>Changes whenever the meaning of a feature changes; saved with every policy.</summary>
    public const int Version = 3;

    /// <summary>How many of the next terms are looked at one by one.</summary>
    public const int LookAhead = 4;

    /// <summary>Fills the features that all candidates of one step share (indices 0 to 9).</summary>
    internal static void FillShared(Span<float> row, in StepContext step)
    {
        row[0] = (float)(Math.Log(step.Magnitude + 1e-12) / 10);
        row[1] = (float)(Math.Log(step.Deviation + 1e-12) / 10);
        row[2] = step.Placed / (float)step.Terms;
        row[3] = MathF.Log(1 + step.Remaining) / 8;
        row[4] = MathF.Log(1 + step.Groups) / 6;
        row[5] = Math.Min(step.Remaining, 16) / 8f;
        row[6] = Math.Min(step.Groups, 16) / 8f;
        row[7] = MathF.Log(1 + step.Candidates) / 5;
        row[8] = (float)(Math.Log(1 + step.Beta) / 10);
        row[9] = (float)Math.Min(step.Gamma, 4);
    }

    /// <summary>Fills the features of one candidate (indices 10 to 35).</summary>
    internal static void FillCandidate(Span<float> row, in StepContext step, in CandidateContext candidate)
    {
        var own = step.OwnDeviation + 1e-9 * step.Cost + 1e-15;
        row[10] = Clip(candidate.CostChange / own);
        row[11] = Clip((candidate.CostChange - step.BestCostChange) / own);
        row[12] = candidate.IsNew ? 1 : 0;
        row[13] = candidate.Deviation > 0 ? Clip(candidate.Field / (candidate.Deviation * own)) : 0;
        row[14] = Clip(candidate.Deviation / (step.Cost + own));
        row[15] = MathF.Log(1 + candidate.Size) / 6;
        row[16] = step.Remaining > 0 ? candidate.Fits / (float)step.Remaining : 0;
        row[17] = candidate.Fits > 0 ? candidate.FitsLost / (float)candidate.Fits : 0;
        row[18] = Clip(own / (step.Cost + own));
        row[19] = candidate.Fits > 0 ? MathF.Log(1 + candidate.FitsLost) / 6 : 0;
        for (var l = 0; l < LookAhead; l++)
        {
            // +1: a coming term fits the group and would still fit; -1: it would be shut out; 0: it does not fit anyway.
            row[20 + l] = candidate.Ahead[l];

            // How strongly the coming term is correlated with the group, and with the term being placed.
            row[24 + l] = Clip(candidate.AheadField[l]);
            row[28 + l] = Clip(candidate.AheadCovariance[l]);

            // How many of the groups so far could take the coming term.
            row[32 + l] = Math.Min(step.AheadHomes[l], 16) / 8;
        }
    }

    private static float Clip(double value) => (float)Math.Clamp(double.IsFinite(value) ? value : 0, -4, 4);

    /// <summary>What all candidates of one step share.</summary>
    internal struct StepContext
    {
        public int Terms;
        public int Placed;
        public int Remaining;
        public int Groups;
        public int Candidates;
        public double Beta;
        public double Gamma;

        /// <summary>|c| of the term over the largest |c|.</summary>
        public double Magnitude;

        /// <summary>Standard deviation of the term over the largest one.</summary>
        public double Deviation;

        /// <summary>Standard deviation of the term.</summary>
        public double OwnDeviation;

        /// <summary>S of the partition before the step.</summary>
        public double Cost;

        /// <summary>How many groups accept each of the coming terms.</summary>
        public AheadFlags AheadHomes;

        /// <summary>The smallest change of S over all candidates.</summary>
        public double BestCostChange;
    }

    /// <summary>What belongs to one candidate.</summary>
    internal struct CandidateContext
    {
        public bool IsNew;
        public double CostChange;
        public double Field;
        public double Deviation;
        public int Size;
        public int Fits;
        public int FitsLost;
        public AheadFlags Ahead;
        public AheadFlags AheadField;
        public AheadFlags AheadCovariance;
    }

    /// <summary>One figure per coming term.</summary>
    [System.Runtime.CompilerServices.InlineArray(LookAhead)]
    internal struct AheadFlags
    {
        private float first;
    }
}
