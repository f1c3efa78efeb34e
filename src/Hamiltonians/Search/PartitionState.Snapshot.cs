using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Search;

/// <content>Saving a partition in the middle of a search: what was added up in the order of the moves is kept to the bit.</content>
internal sealed partial class PartitionState
{
    /// <summary>Writes it, but for the conflicts, which follow from the members.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(weights.Count);
        writer.Write(Active);
        writer.Write(Updates);
        writer.Write(UpdateWork);
        writer.Write(Cost);
        writer.Write(sizes.Length);
        writer.Write(Slots);
        writer.WriteArray<int>(empty.ToArray());
        for (var s = 0; s < Slots; s++)
        {
            writer.Write(variances[s]);
            writer.Write(ages[s]);
            writer.Write(outside[s]);
            writer.WriteArray(Members(s));
            if (sizes[s] > 0)
            {
                writer.WriteArray<float>(fields[s]);
            }
        }
    }

    /// <summary>Becomes what <see cref="Write"/> wrote; the moves that follow are those that would have followed there.</summary>
    /// <exception cref="FormatException">It is the partition of another Hamiltonian.</exception>
    public void Read(BinaryReader reader)
    {
        if (reader.ReadInt32() != weights.Count)
        {
            throw new FormatException("it is the partition of another Hamiltonian");
        }

        Active = reader.ReadInt32();
        Updates = reader.ReadInt64();
        UpdateWork = reader.ReadDouble();
        var cost = reader.ReadDouble();
        (Slots, SlotWords, OutsideCount) = (0, 0, 0);
        (accepts, occupied, sizes, outside) = ([], [], [], []);
        Array.Fill(Group, -1);
        Grow(reader.ReadInt32());
        var slots = reader.ReadInt32();
        var free = reader.ReadArray<int>();
        for (var s = 0; s < slots; s++)
        {
            // A new slot each time: the list of empty ones is the one that was written.
            empty.Clear();
            EmptySlot();
            variances[s] = reader.ReadDouble();
            deviations[s] = Math.Sqrt(Math.Max(0, variances[s]));
            ages[s] = reader.ReadInt32();
            outside[s] = reader.ReadBoolean();
            OutsideCount += outside[s] ? 1 : 0;
            ReadMembers(s, reader);
        }

        empty.Clear();
        empty.AddRange(free);
        Cost = cost;
    }

    private void ReadMembers(int slot, BinaryReader reader)
    {
        var list = reader.ReadArray<int>();
        if (list.Length == 0)
        {
            return;
        }

        fields[slot] = reader.ReadArray<float>();
        sizes[slot] = list.Length;
        members[slot] = new int[Math.Max(8, list.Length)];
        list.CopyTo(members[slot], 0);
        if (!outside[slot])
        {
            occupied[slot >> 6] |= 1UL << (slot & 63);
        }

        for (var i = 0; i < list.Length; i++)
        {
            Group[list[i]] = slot;
            place[list[i]] = i;
            CountConflicts(slot, weights.Row(list[i]), add: true, 0, Active);
        }
    }
}
