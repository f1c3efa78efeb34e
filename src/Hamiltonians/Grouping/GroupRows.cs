namespace Quiver.Hamiltonians.Grouping;

/// <summary>
/// What groups refuse, as rows of bits: bit g of a row belongs to group g of a block of 512. A term is asked about by few rows, and
/// all groups of the block answer at once; as soon as all have refused, no further row is read.
/// </summary>
internal abstract class GroupRows
{
    /// <summary>Groups of a block.</summary>
    public const int Block = 512;

    /// <summary>Words of a row.</summary>
    public const int Words = Block / 64;

    /// <summary>The most rows that a term asks.</summary>
    public abstract int MostPerTerm { get; }

    /// <summary>Writes where the rows that a term asks begin, in words; returns how many.</summary>
    /// <param name="term">The term.</param>
    /// <param name="rows">Receives at most <see cref="MostPerTerm"/> places.</param>
    public abstract int Asked(int term, Span<int> rows);

    /// <summary>The groups of a block that refuse a term.</summary>
    /// <param name="block">The block.</param>
    /// <param name="asked">The term's rows.</param>
    /// <param name="refused">Groups that are not asked.</param>
    /// <returns>A bit for every group that refuses or is not asked.</returns>
    public abstract GroupBits Refusing(int block, ReadOnlySpan<int> asked, GroupBits refused);

    /// <summary>Makes room.</summary>
    /// <param name="groups">Groups that there are now.</param>
    public abstract void Open(int groups);

    /// <summary>Lets a term that makes a group stricter join it.</summary>
    /// <param name="term">The term.</param>
    /// <param name="group">The group.</param>
    /// <returns>Whether the group refuses more than before.</returns>
    public abstract bool Add(int term, int group);
}
