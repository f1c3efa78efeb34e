using System.Runtime.InteropServices;

namespace Quiver.GFlowNet.Kernels;

/// <summary>What changes from one iteration of a training to the next; <c>Control</c> of prelude.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Control
{
    /// <summary>Which stream of random numbers.</summary>
    public ulong Index;

    /// <summary>One over the temperature of the walks.</summary>
    public double InverseTemperature;

    /// <summary>Share of even draws.</summary>
    public double Epsilon;

    /// <summary>Share of walks that begin with even draws.</summary>
    public double PrefixProbability;

    /// <summary>The most of them.</summary>
    public long PrefixLength;

    /// <summary>Learning rate over Adam's first correction, for everything but log Z.</summary>
    public double Rate;

    /// <summary>The same for log Z.</summary>
    public double LogZRate;

    /// <summary>One over the root of Adam's second correction.</summary>
    public double InverseRoot;
}
