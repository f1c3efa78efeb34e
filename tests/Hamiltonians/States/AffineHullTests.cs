using System.Numerics;
using CsCheck;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Tests.States;

public sealed class AffineHullTests
{
    private const int Bits = 30;
    private static readonly Gen<ulong[]> States = Gen.Select(
        Gen.ULong[0, (1UL << Bits) - 1].Array[1, 7], Gen.ULong[0, (1UL << Bits) - 1], Gen.ULong[0, 127].Array[1, 40],
        (directions, origin, choices) => choices.Select(c => Combined(directions, origin, c)).Distinct().Order().ToArray());

    [Fact]
    public void Number_AnyStates_KeepsTheirOrderAndSigns() => Gen.Select(States, Gen.ULong[0, (1UL << Bits) - 1]).Sample((states, z) =>
    {
        var hull = Of(states);
        var places = states.Select(s => hull.Places.Of(s ^ hull.Origin)).ToArray();
        Assert.All(states, s => Assert.Equal(0UL, hull.Rest.Of(s ^ hull.Origin)));
        Assert.Equal(places.Order(), places);
        Assert.Equal(places.Length, places.Distinct().Count());
        Assert.True(places[^1] < 1UL << hull.Rank);
        var mask = hull.Masks.Of(z);
        Assert.All(states.Zip(places), p => Assert.Equal(
            Odd(z & p.First), Odd(mask & p.Second) ^ Odd(z & hull.Origin)));
    });

    [Fact]
    public void Pairs_AnyMask_AreThoseFoundOneByOne() => Gen.Select(States, Gen.Int[0, 40], Gen.Bool).Sample((states, partner, once) =>
    {
        var packed = PackedSupport.Of(states, Bits)!;
        var mask = states[0] ^ states[partner % states.Length];
        once &= mask != 0;
        var (left, right) = (new int[states.Length], new int[states.Length]);
        var count = packed.Pairs(mask, once, left, right);
        var expected = states.Index().Select(s => (s.Index, Partner: Array.IndexOf(states, s.Item ^ mask)))
            .Where(p => p.Partner >= 0 && (!once || p.Index < p.Partner));
        Assert.Equal(expected, left.Take(count).Zip(right.Take(count)));
    });

    [Fact]
    public void Pairs_MaskThatLeavesTheHull_AreNone()
    {
        var packed = PackedSupport.Of([0b0011, 0b0101, 0b1001], Bits)!;
        Assert.Equal(0, packed.Pairs(0b0001, once: true, new int[3], new int[3]));
    }

    private static AffineHull Of(ulong[] states)
    {
        var hull = new AffineHull(Bits);
        hull.Sample(states);
        hull.Extend(states);
        hull.Number();
        return hull;
    }

    private static bool Odd(ulong bits) => (BitOperations.PopCount(bits) & 1) != 0;

    private static ulong Combined(ulong[] directions, ulong origin, ulong choice)
    {
        for (var d = 0; d < directions.Length; d++)
        {
            origin ^= (choice >> d & 1) != 0 ? directions[d] : 0;
        }

        return origin;
    }
}
