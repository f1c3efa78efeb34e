using System.Numerics;

namespace Quiver.Core.Vectors;

/// <summary>
/// A vector register of some width. Kernels are written once over this and compiled for each width: the runtime's own
/// 512-bit vectors are 20 to 40 times slower on a machine that has only AVX2.
/// </summary>
internal unsafe interface ILaneVector<TSelf, T> : IAdditionOperators<TSelf, TSelf, TSelf>, ISubtractionOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, ILaneVector<TSelf, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Numbers in a vector.</summary>
    static abstract int Count { get; }

    static abstract TSelf Zero { get; }

    /// <summary>A lane's number in the form that <see cref="Permute"/> takes, in the bits of a T.</summary>
    static abstract T Index(int lane);

    static abstract TSelf Load(T* address);

    static abstract TSelf Create(T value);

    static abstract void Store(TSelf value, T* address);

    /// <summary>a b + c.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Multiply(TSelf a, TSelf b);

    static abstract TSelf Negate(TSelf a);

    /// <summary>The larger number of each lane; NaN where one is.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>Lane j of the result is lane index[j] of a.</summary>
    static abstract TSelf Permute(TSelf a, TSelf index);

    /// <summary>b where the mask's bits are 1, otherwise a.</summary>
    static abstract TSelf Select(TSelf mask, TSelf b, TSelf a);

    static abstract T Sum(TSelf a);
}
