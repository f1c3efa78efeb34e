using System.Collections.Immutable;
using System.Globalization;

namespace Quiver.Circuits.Classification;

/// <summary>Rows of features with a class each.</summary>
/// <param name="Name">Name for tables.</param>
/// <param name="Features">[rows][features].</param>
/// <param name="Labels">Classes, 0 upwards.</param>
public sealed record ClassificationData(string Name, ImmutableArray<ImmutableArray<double>> Features, ImmutableArray<int> Labels)
{
    /// <summary>Number of classes.</summary>
    public int Classes => Labels.Length == 0 ? 0 : Labels.Max() + 1;

    /// <summary>The file's names of the classes; empty where they are just numbers.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>What was assumed while the rows were read, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The rows of some classes, chosen by their names in the file or, where those are words, by their numbers.</summary>
    /// <param name="classes">Distinct names or numbers of classes that occur.</param>
    /// <returns>Those rows in their order; classes are numbered anew from 0.</returns>
    /// <exception cref="ArgumentException">A class does not occur or is named twice.</exception>
    public ClassificationData Named(IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (classes.Count < 2)
        {
            throw new ArgumentException($"At least two classes must be named, as in 0,1 (got {classes.Count}).", nameof(classes));
        }

        var names = ClassNames.Count > 0 ? ClassNames
            : [.. Enumerable.Range(0, Classes).Select(static c => c.ToString(CultureInfo.InvariantCulture))];
        var words = names.Any(static n => !double.TryParse(n, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        var chosen = new List<int>();
        foreach (var text in classes)
        {
            var index = Enumerable.Range(0, names.Count).FirstOrDefault(i => string.Equals(names[i], text, StringComparison.Ordinal), -1);
            if (index < 0 && words && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number < names.Count)
            {
                index = number;
            }

            chosen.Add(index >= 0
                ? index
                : throw new ArgumentException($"{Name} has the classes {string.Join(", ", names)}; '{text}' is none of them.",
                    nameof(classes)));
        }

        return Only(chosen);
    }

    /// <summary>The rows of some classes, which are numbered anew from 0.</summary>
    /// <param name="classes">Distinct classes that occur.</param>
    /// <returns>Those rows in their order.</returns>
    /// <exception cref="ArgumentException">A class does not occur or is named twice.</exception>
    public ClassificationData Only(params IReadOnlyList<int> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (classes.Distinct().Count() != classes.Count || classes.Any(c => !Labels.Contains(c)))
        {
            throw new ArgumentException($"{Name} has classes 0 to {Classes - 1}; asked for {string.Join(", ", classes)}.", nameof(classes));
        }

        var number = classes.Index().ToDictionary(c => c.Item, c => c.Index);
        var rows = Enumerable.Range(0, Labels.Length).Where(i => number.ContainsKey(Labels[i])).ToArray();
        var names = ClassNames;
        return new ClassificationData($"{Name} {string.Join(',', classes)}", [.. rows.Select(i => Features[i])],
            [.. rows.Select(i => number[Labels[i]])])
        {
            ClassNames = names.Count > 0 ? [.. classes.Select(c => names[c])] : [],
            Notes = Notes,
        };
    }

    /// <summary>Splits the rows at random, each class by itself.</summary>
    /// <param name="testShare">Share of the second part, above 0 and below 1.</param>
    /// <param name="seed">Fixes the split.</param>
    /// <returns>Training and test rows.</returns>
    public (ClassificationData Train, ClassificationData Test) Split(double testShare, int seed)
    {
        if (!(testShare > 0 && testShare < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testShare), testShare, "The share of test rows lies between 0 and 1.");
        }

        var random = new Random(seed);
        var (train, test) = (new List<int>(), new List<int>());
        for (var c = 0; c < Classes; c++)
        {
            var rows = Enumerable.Range(0, Labels.Length).Where(i => Labels[i] == c).ToArray();
            random.Shuffle(rows);
            var cut = (int)Math.Round(testShare * rows.Length);
            test.AddRange(rows[..cut]);
            train.AddRange(rows[cut..]);
        }

        return (Take(train), Take(test));
    }

    /// <summary>Divides the rows at random into parts of nearly equal size, each class by itself.</summary>
    /// <param name="count">Parts, at least 2 and at most the rows of the rarest class.</param>
    /// <param name="seed">Fixes the parts.</param>
    /// <returns>For every part the rows outside it and those in it.</returns>
    public IReadOnlyList<(ClassificationData Train, ClassificationData Test)> Folds(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        var random = new Random(seed);
        var part = new int[Labels.Length];
        var dealt = 0;
        foreach (var rows in Enumerable.Range(0, Labels.Length).GroupBy(i => Labels[i]).OrderBy(static g => g.Key))
        {
            var own = rows.ToArray();
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, own.Length);
            random.Shuffle(own);
            foreach (var row in own)
            {
                part[row] = dealt++ % count;
            }
        }

        return [.. Enumerable.Range(0, count).Select(k => (
            Take([.. Enumerable.Range(0, part.Length).Where(i => part[i] != k)]),
            Take([.. Enumerable.Range(0, part.Length).Where(i => part[i] == k)])))];
    }

    /// <summary>Rows of the rarest class.</summary>
    public int RarestClass => Labels.Length == 0 ? 0 : Labels.GroupBy(static l => l).Min(static g => g.Count());

    private ClassificationData Take(List<int> rows)
    {
        rows.Sort();
        return this with { Features = [.. rows.Select(i => Features[i])], Labels = [.. rows.Select(i => Labels[i])] };
    }
}
