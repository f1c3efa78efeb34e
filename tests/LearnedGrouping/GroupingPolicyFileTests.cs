using CsCheck;
using Quiver.Core.Runs;
using Quiver.LearnedGrouping;
using Quiver.Tests;

namespace Quiver.LearnedGrouping.Tests;

public sealed class GroupingPolicyFileTests
{
    [Fact]
    public void Load_WhatWasSaved_Returns()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "policy.json");
        var policy = Random(1).TrainedAs("h2.fcidump, rule fc");
        policy.Save(path);
        var read = GroupingPolicy.Load(path);
        Assert.Equal(policy.Weights().SelectMany(w => w), read.Weights().SelectMany(w => w));
        Assert.Equal("h2.fcidump, rule fc", read.TrainedFor);
        Assert.Equal("h2.fcidump, rule fc", read.TrainedAs("another").TrainedFor);
    }

    [Fact]
    public void Load_AnyByteFlippedOrAnyPrefix_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "policy.json");
        Random(2).Save(path);
        var whole = File.ReadAllBytes(path);
        Gen.Int[0, whole.Length - 1].Select(Gen.Int[1, 255], Gen.Bool).Sample((place, flip, cut) =>
        {
            var bytes = cut ? whole[..place] : [.. whole];
            if (!cut)
            {
                bytes[place] ^= (byte)flip;
            }

            File.WriteAllBytes(path, bytes);
            Assert.Throws<InputException>(() => { GroupingPolicy.Load(path); });
        }, iter: 200, threads: 1);
    }

    [Fact]
    public void Save_WeightThatIsNotFinite_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var policy = Random(3);
        policy.Weights()[2][7] = float.NaN;
        Assert.Contains("not finite", Assert.Throws<InputException>(() => policy.Save(Path.Combine(folder.Path, "policy.json"))).Message, StringComparison.Ordinal);
    }

    private static GroupingPolicy Random(int seed)
    {
        var random = new Random(seed);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        const int Hidden = GroupingPolicy.Hidden;
        return new GroupingPolicy(Values(CandidateFeatures.Count * Hidden), Values(Hidden), Values(Hidden * Hidden), Values(Hidden), Values(Hidden));
    }
}
