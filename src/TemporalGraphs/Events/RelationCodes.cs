using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Events;

/// <summary>The relations of the rows of a file while it is read: whole numbers in any spelling, or names, as with nodes.</summary>
internal sealed class RelationCodes
{
    /// <summary>Why a row without a relation is bad.</summary>
    public const string None = "the row has no relation";

    private readonly NodeIds ids = new();
    private readonly List<int> codes = [];

    /// <summary>The code of the row that is being read.</summary>
    public int Next { get; set; }

    /// <summary>Names that are no UTF-8 and were taken for Latin-1.</summary>
    public long Latin => ids.Latin;

    /// <summary>The code of a whole number.</summary>
    public int Of(long number) => ids.Of(number);

    /// <summary>The code of a whole number.</summary>
    public int Of(ulong number) => ids.Of(number);

    /// <summary>Takes a cell for the relation of the row that is being read.</summary>
    /// <returns>Why it is none; null where it is one.</returns>
    public string? Find(ReadOnlySpan<byte> cell)
    {
        var why = Find(cell, out var code);
        Next = code;
        return why;
    }

    /// <summary>Finds the code of a cell.</summary>
    /// <returns>Why it has none; null where it has one.</returns>
    public string? Find(ReadOnlySpan<byte> cell, out int code)
    {
        code = 0;
        if (cell.IsEmpty || EventTable.IsMissing(cell))
        {
            return None;
        }

        _ = ids.Find(cell, false, out code, out _);
        return null;
    }

    /// <summary>The row that is being read became an event.</summary>
    public void Keep() => codes.Add(Next);

    /// <summary>The relations, numbered in the order in which they first occur.</summary>
    /// <param name="order">The row of every event; null where they are in order.</param>
    public EventRelations Build(int[]? order)
    {
        var (numbers, names, known) = (new int[codes.Count], new List<string>(), new Dictionary<int, int>());
        for (var i = 0; i < numbers.Length; i++)
        {
            var code = codes[order is null ? i : order[i]];
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(known, code, out var exists);
            if (!exists)
            {
                number = names.Count;
                names.Add(ids.Label(code));
            }

            numbers[i] = number;
        }

        return new EventRelations(numbers, names);
    }
}
