using System.Numerics;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Collects the terms of a JSON file: whole labels at once, letters with qubit numbers once all are known.</summary>
internal sealed class JsonTerms(string path)
{
    private const int NamesShown = 6;
    private readonly SumCollector collector = new(path);
    private readonly List<(string[] Letters, Complex Value, long Line)> sparse = [];
    private readonly List<string> unread = [];
    private int? letters;

    /// <summary>A list of labels whose coefficients stand in another list.</summary>
    public (string[] Names, long Line)? Labels { get; set; }

    /// <summary>A list of coefficients whose labels stand in another list.</summary>
    public List<Complex>? Coefficients { get; set; }

    /// <summary>PennyLane's map of wires to positions.</summary>
    public ((string Wire, string Position)[] Pairs, long Line)? WireMap { get; set; }

    /// <summary>Number of qubits, where the file names it.</summary>
    public int? Qubits { get; set; }

    /// <summary>Notes a property that means nothing here.</summary>
    public void Unread(string name) => unread.Add(name);

    /// <summary>Notes what was assumed.</summary>
    public void Note(string sentence) => collector.Notes.Add(sentence);

    /// <summary>Whether a name is a term in letters with qubit numbers, or the identity.</summary>
    public bool IsTerm(string name) =>
        name.Length == 0 || ConstantText.IsWord(name) || Split(name).All(p => p == "I" || PauliText.IsIndexedLetter(p));

    public void Add(string name, Complex value, long line)
    {
        if (name is "" or "I" || ConstantText.IsWord(name))
        {
            collector.AddConstant(value);
        }
        else if (Split(name) is var parts && parts.Exists(PauliText.IsIndexedLetter))
        {
            sparse.Add(([.. parts.Where(p => p != "I")], value, line));
        }
        else
        {
            letters ??= name.Length;
            collector.Add(name, value, line);
        }
    }

    /// <summary>The file as read.</summary>
    public HamiltonianFile File()
    {
        if (Labels is { } labels)
        {
            if (Coefficients is not { } values || values.Count != labels.Names.Length)
            {
                throw new InputException(path, labels.Line, $"{labels.Names.Length} labels have {Coefficients?.Count ?? 0} coefficients.");
            }

            for (var i = 0; i < values.Count; i++)
            {
                Add(labels.Names[i], values[i], labels.Line);
            }
        }

        var qubits = letters ?? Math.Max(Qubits ?? WireMap?.Pairs.Length ?? 1,
            sparse.SelectMany(t => t.Letters.Select(l => PauliText.Qubit(l, path, t.Line) + 1)).DefaultIfEmpty(1).Max());
        collector.RequireMemory(sparse.Count, qubits);
        foreach (var (factors, value, line) in sparse)
        {
            collector.Add(PauliText.Label(factors, qubits, path, line), value, line);
        }

        CheckWires(qubits);
        if (Qubits is { } named && named != qubits)
        {
            throw new InputException(path, 0, $"the file names {named} qubits, its terms have {qubits}.");
        }

        if (unread.Count > 0)
        {
            collector.Notes.Add($"Not read: {string.Join(", ", unread.Take(NamesShown).Select(n => $"'{SumCollector.Short(n)}'"))}{(unread.Count > NamesShown ? ", ..." : string.Empty)}.");
        }

        return collector.File("json", qubits: qubits);
    }

    /// <summary>Letters stand in the order of positions; wires only have names, so any one-to-one map gives the same operator.</summary>
    private void CheckWires(int qubits)
    {
        if (WireMap is not { } map)
        {
            return;
        }

        var positions = map.Pairs.Select(p => p.Position).Distinct(StringComparer.Ordinal).Count();
        if (map.Pairs.Length != qubits || positions != qubits)
        {
            throw new InputException(path, map.Line, $"the wire_map names {map.Pairs.Length} wires at {positions} positions, the terms "
                + $"have {qubits} qubits.");
        }

        if (map.Pairs.Any(p => p.Wire != p.Position))
        {
            collector.Notes.Add("The wire_map renames wires: qubits are numbered by the letters' positions, not by the wires' names.");
        }
    }

    private static List<string> Split(string name)
    {
        var parts = new List<string>();
        foreach (var part in name.Trim('[', ']').Split([' ', '*', '@', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            parts.Add(part);
        }

        return parts;
    }
}
