using CsCheck;
using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Core.Tests.Runs;

public sealed class CheckpointFrameTests
{
    private sealed record Settings(double Rate, int Batch);

    private static RunIdentity Run(double rate = 0.1, string hash = "aa") => RunIdentity.Create("a training", [new("events", hash)], new Settings(rate, 8));

    [Fact]
    public void Load_WhatWasSaved_Returns()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "c");
        CheckpointFrame.Save(path, "ranker", 3, Run(), w => w.Write(42.5));
        Assert.Equal(42.5, CheckpointFrame.Load(path, "ranker", 3, Run(), r => r.ReadDouble()));
    }

    [Fact]
    public void Load_OtherOptionInputKindOrLayout_NamesTheDifference()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "c");
        CheckpointFrame.Save(path, "ranker", 3, Run(), w => w.Write(1));
        string Refusal(string kind, int layout, RunIdentity run) => Assert.Throws<InputException>(() => CheckpointFrame.Load(path, kind, layout, run, r => r.ReadInt32())).Message;
        Assert.Contains("Rate is 0.1 there and 0.2 here", Refusal("ranker", 3, Run(rate: 0.2)), StringComparison.Ordinal);
        Assert.Contains("input events has another content", Refusal("ranker", 3, Run(hash: "bb")), StringComparison.Ordinal);
        Assert.Contains("not of a model", Refusal("model", 3, Run()), StringComparison.Ordinal);
        Assert.Contains("layout 3", Refusal("ranker", 4, Run()), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnyByteFlippedOrAnyPrefix_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "c");
        CheckpointFrame.Save(path, "ranker", 1, Run(), w => w.Write(new byte[100]));
        var whole = File.ReadAllBytes(path);
        Gen.Int[0, whole.Length - 1].Select(Gen.Int[1, 255], Gen.Bool).Sample((place, flip, cut) =>
        {
            var bytes = cut ? whole[..place] : [.. whole];
            if (!cut)
            {
                bytes[place] ^= (byte)flip;
            }

            File.WriteAllBytes(path, bytes);
            Assert.Throws<InputException>(() => CheckpointFrame.Load(path, "ranker", 1, Run(), r => r.ReadBytes(100)));
        }, iter: 300, threads: 1);
    }
}
