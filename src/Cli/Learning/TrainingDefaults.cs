namespace Quiver.Cli.Learning;

/// <summary>What the shared training options of a command are when they are not given.</summary>
internal sealed record TrainingDefaults
{
    public string Objective { get; init; } = "tb";

    public long Iterations { get; init; } = 2000;

    public int Batch { get; init; } = 16;

    public int Hidden { get; init; } = 256;

    public int Layers { get; init; } = 2;

    public double Clip { get; init; } = 1;

    public bool Table { get; init; }

    public string LearningRate { get; init; } = "cosine:4e-3:1e-5";

    public string Epsilon { get; init; } = "0";
}
