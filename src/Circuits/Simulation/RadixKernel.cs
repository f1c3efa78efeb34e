using System.Numerics;
using System.Runtime.CompilerServices;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// Executes a <see cref="RadixStep{T}"/>. The sixteen vectors of a chunk (r0..r7 real, i0..i7 imaginary) stay in
/// registers, which only works when each is a local variable: hence the written-out code. A rotation is used in the form
/// x0 - t x1, x1 + t x0 (t the tangent of the half angle), one multiply-add per number; the cosines are in the phases.
/// </summary>
internal static unsafe class RadixKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T, TV>(RadixStep<T> step, T* real, T* imaginary, int inChunk, int inLane, int outChunk, int outLane)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TV : struct, ILaneVector<TV, T>
    {
        var lanes = TV.Count;
        var t0 = TV.Create(step.Tangents[0]);
        var t1 = TV.Create(step.Tangents[1]);
        var t2 = TV.Create(step.Tangents[2]);
        var rotate0 = step.Tangents[0] != T.Zero;
        var rotate1 = step.Tangents[1] != T.Zero;
        var rotate2 = step.Tangents[2] != T.Zero;
        var laneRotations = step.LaneRotations;
        var hasPhases = step.Phases.Length > 0;
        var lanesIn = step.In.MovesLanes;
        var lanesOut = step.Out.MovesLanes;
        var count = step.Bases.Length;
        fixed (T* laneTables = step.LaneTables, phases = step.Phases, permuteIn = step.InLaneTable, permuteOut = step.OutLaneTable)
        fixed (
            int* bases = step.Bases, inBase = step.In.BaseChunks, inBaseLane = step.In.BaseLanes, outBase = step.Out.BaseChunks,
            outBaseLane = step.Out.BaseLanes)
        fixed (
            int* inRegister = step.In.Registers, inRegisterLane = step.In.RegisterLanes, outRegister = step.Out.Registers,
            outRegisterLane = step.Out.RegisterLanes)
        {
            for (var b = 0; b < count; b++)
            {
                nint place = bases[b];
                nint shift = place | (nint)(inBase[b] ^ inChunk);
                var a0 = (shift ^ inRegister[0]) * lanes;
                var a1 = (shift ^ inRegister[1]) * lanes;
                var a2 = (shift ^ inRegister[2]) * lanes;
                var a3 = (shift ^ inRegister[3]) * lanes;
                var a4 = (shift ^ inRegister[4]) * lanes;
                var a5 = (shift ^ inRegister[5]) * lanes;
                var a6 = (shift ^ inRegister[6]) * lanes;
                var a7 = (shift ^ inRegister[7]) * lanes;
                var r0 = TV.Load(real + a0);
                var i0 = TV.Load(imaginary + a0);
                var r1 = TV.Load(real + a1);
                var i1 = TV.Load(imaginary + a1);
                var r2 = TV.Load(real + a2);
                var i2 = TV.Load(imaginary + a2);
                var r3 = TV.Load(real + a3);
                var i3 = TV.Load(imaginary + a3);
                var r4 = TV.Load(real + a4);
                var i4 = TV.Load(imaginary + a4);
                var r5 = TV.Load(real + a5);
                var i5 = TV.Load(imaginary + a5);
                var r6 = TV.Load(real + a6);
                var i6 = TV.Load(imaginary + a6);
                var r7 = TV.Load(real + a7);
                var i7 = TV.Load(imaginary + a7);
                if (lanesIn)
                {
                    var k = inBaseLane[b] ^ inLane;
                    var p0 = TV.Load(permuteIn + ((nint)(k ^ inRegisterLane[0]) * lanes));
                    r0 = TV.Permute(r0, p0);
                    i0 = TV.Permute(i0, p0);
                    var p1 = TV.Load(permuteIn + ((nint)(k ^ inRegisterLane[1]) * lanes));
                    r1 = TV.Permute(r1, p1);
                    i1 = TV.Permute(i1, p1);
                    var p2 = TV.Load(permuteIn + ((nint)(k ^ inRegisterLane[2]) * lanes));
                    r2 = TV.Permute(r2, p2);
                    i2 = TV.Permute(i2, p2);
                    var p3 = TV.Load(permuteIn + ((nint)(k ^ inRegisterLane[3]) * lanes));
                    r3 = TV.Permute(r3, p3);
                    i3 = TV.Permute(i3, p3);
                    var p4 = TV.Load(permuteIn + ((nint)(k ^ inRegisterLane[4]) * lanes));
                    r4 = TV.Permute(r4, p4);
                    i4 = TV.Permute(i4, p4);
                    var p5 = TV.Load(permuteIn + ((nint)(k ^ inRegisterLane[5]) * lanes));
                    r5 = TV.Permute(r5, p5);
                    i5 = TV.Permute(i5, p5);
                    var p6 = TV.Load(permuteIn + ((nint)(k ^ inRegisterLane[6]) * lanes));
                    r6 = TV.Permute(r6, p6);
                    i6 = TV.Permute(i6, p6);
                    var p7 = TV.Load(permuteIn + ((nint)(k ^ inRegisterLane[7]) * lanes));
                    r7 = TV.Permute(r7, p7);
                    i7 = TV.Permute(i7, p7);
                }

                if (rotate0)
                {
                    var t = t0;
                    var n = TV.Negate(t);
                    TV old;
                    old = r0;
                    r0 = TV.MultiplyAdd(n, r1, r0);
                    r1 = TV.MultiplyAdd(t, old, r1);
                    old = i0;
                    i0 = TV.MultiplyAdd(n, i1, i0);
                    i1 = TV.MultiplyAdd(t, old, i1);
                    old = r2;
                    r2 = TV.MultiplyAdd(n, r3, r2);
                    r3 = TV.MultiplyAdd(t, old, r3);
                    old = i2;
                    i2 = TV.MultiplyAdd(n, i3, i2);
                    i3 = TV.MultiplyAdd(t, old, i3);
                    old = r4;
                    r4 = TV.MultiplyAdd(n, r5, r4);
                    r5 = TV.MultiplyAdd(t, old, r5);
                    old = i4;
                    i4 = TV.MultiplyAdd(n, i5, i4);
                    i5 = TV.MultiplyAdd(t, old, i5);
                    old = r6;
                    r6 = TV.MultiplyAdd(n, r7, r6);
                    r7 = TV.MultiplyAdd(t, old, r7);
                    old = i6;
                    i6 = TV.MultiplyAdd(n, i7, i6);
                    i7 = TV.MultiplyAdd(t, old, i7);
                }

                if (rotate1)
                {
                    var t = t1;
                    var n = TV.Negate(t);
                    TV old;
                    old = r0;
                    r0 = TV.MultiplyAdd(n, r2, r0);
                    r2 = TV.MultiplyAdd(t, old, r2);
                    old = i0;
                    i0 = TV.MultiplyAdd(n, i2, i0);
                    i2 = TV.MultiplyAdd(t, old, i2);
                    old = r1;
                    r1 = TV.MultiplyAdd(n, r3, r1);
                    r3 = TV.MultiplyAdd(t, old, r3);
                    old = i1;
                    i1 = TV.MultiplyAdd(n, i3, i1);
                    i3 = TV.MultiplyAdd(t, old, i3);
                    old = r4;
                    r4 = TV.MultiplyAdd(n, r6, r4);
                    r6 = TV.MultiplyAdd(t, old, r6);
                    old = i4;
                    i4 = TV.MultiplyAdd(n, i6, i4);
                    i6 = TV.MultiplyAdd(t, old, i6);
                    old = r5;
                    r5 = TV.MultiplyAdd(n, r7, r5);
                    r7 = TV.MultiplyAdd(t, old, r7);
                    old = i5;
                    i5 = TV.MultiplyAdd(n, i7, i5);
                    i7 = TV.MultiplyAdd(t, old, i7);
                }

                if (rotate2)
                {
                    var t = t2;
                    var n = TV.Negate(t);
                    TV old;
                    old = r0;
                    r0 = TV.MultiplyAdd(n, r4, r0);
                    r4 = TV.MultiplyAdd(t, old, r4);
                    old = i0;
                    i0 = TV.MultiplyAdd(n, i4, i0);
                    i4 = TV.MultiplyAdd(t, old, i4);
                    old = r1;
                    r1 = TV.MultiplyAdd(n, r5, r1);
                    r5 = TV.MultiplyAdd(t, old, r5);
                    old = i1;
                    i1 = TV.MultiplyAdd(n, i5, i1);
                    i5 = TV.MultiplyAdd(t, old, i5);
                    old = r2;
                    r2 = TV.MultiplyAdd(n, r6, r2);
                    r6 = TV.MultiplyAdd(t, old, r6);
                    old = i2;
                    i2 = TV.MultiplyAdd(n, i6, i2);
                    i6 = TV.MultiplyAdd(t, old, i6);
                    old = r3;
                    r3 = TV.MultiplyAdd(n, r7, r3);
                    r7 = TV.MultiplyAdd(t, old, r7);
                    old = i3;
                    i3 = TV.MultiplyAdd(n, i7, i3);
                    i7 = TV.MultiplyAdd(t, old, i7);
                }

                for (var l = 0; l < laneRotations; l++)
                {
                    var index = TV.Load(laneTables + ((nint)l * 2 * lanes));
                    var t = TV.Load(laneTables + ((((nint)l * 2) + 1) * lanes));
                    r0 = TV.MultiplyAdd(t, TV.Permute(r0, index), r0);
                    i0 = TV.MultiplyAdd(t, TV.Permute(i0, index), i0);
                    r1 = TV.MultiplyAdd(t, TV.Permute(r1, index), r1);
                    i1 = TV.MultiplyAdd(t, TV.Permute(i1, index), i1);
                    r2 = TV.MultiplyAdd(t, TV.Permute(r2, index), r2);
                    i2 = TV.MultiplyAdd(t, TV.Permute(i2, index), i2);
                    r3 = TV.MultiplyAdd(t, TV.Permute(r3, index), r3);
                    i3 = TV.MultiplyAdd(t, TV.Permute(i3, index), i3);
                    r4 = TV.MultiplyAdd(t, TV.Permute(r4, index), r4);
                    i4 = TV.MultiplyAdd(t, TV.Permute(i4, index), i4);
                    r5 = TV.MultiplyAdd(t, TV.Permute(r5, index), r5);
                    i5 = TV.MultiplyAdd(t, TV.Permute(i5, index), i5);
                    r6 = TV.MultiplyAdd(t, TV.Permute(r6, index), r6);
                    i6 = TV.MultiplyAdd(t, TV.Permute(i6, index), i6);
                    r7 = TV.MultiplyAdd(t, TV.Permute(r7, index), r7);
                    i7 = TV.MultiplyAdd(t, TV.Permute(i7, index), i7);
                }

                if (hasPhases)
                {
                    TV c, s, old;
                    c = TV.Load(phases + (0 * lanes));
                    s = TV.Load(phases + (1 * lanes));
                    old = r0;
                    r0 = TV.MultiplyAdd(TV.Negate(s), i0, TV.Multiply(old, c));
                    i0 = TV.MultiplyAdd(s, old, TV.Multiply(i0, c));
                    c = TV.Load(phases + (2 * lanes));
                    s = TV.Load(phases + (3 * lanes));
                    old = r1;
                    r1 = TV.MultiplyAdd(TV.Negate(s), i1, TV.Multiply(old, c));
                    i1 = TV.MultiplyAdd(s, old, TV.Multiply(i1, c));
                    c = TV.Load(phases + (4 * lanes));
                    s = TV.Load(phases + (5 * lanes));
                    old = r2;
                    r2 = TV.MultiplyAdd(TV.Negate(s), i2, TV.Multiply(old, c));
                    i2 = TV.MultiplyAdd(s, old, TV.Multiply(i2, c));
                    c = TV.Load(phases + (6 * lanes));
                    s = TV.Load(phases + (7 * lanes));
                    old = r3;
                    r3 = TV.MultiplyAdd(TV.Negate(s), i3, TV.Multiply(old, c));
                    i3 = TV.MultiplyAdd(s, old, TV.Multiply(i3, c));
                    c = TV.Load(phases + (8 * lanes));
                    s = TV.Load(phases + (9 * lanes));
                    old = r4;
                    r4 = TV.MultiplyAdd(TV.Negate(s), i4, TV.Multiply(old, c));
                    i4 = TV.MultiplyAdd(s, old, TV.Multiply(i4, c));
                    c = TV.Load(phases + (10 * lanes));
                    s = TV.Load(phases + (11 * lanes));
                    old = r5;
                    r5 = TV.MultiplyAdd(TV.Negate(s), i5, TV.Multiply(old, c));
                    i5 = TV.MultiplyAdd(s, old, TV.Multiply(i5, c));
                    c = TV.Load(phases + (12 * lanes));
                    s = TV.Load(phases + (13 * lanes));
                    old = r6;
                    r6 = TV.MultiplyAdd(TV.Negate(s), i6, TV.Multiply(old, c));
                    i6 = TV.MultiplyAdd(s, old, TV.Multiply(i6, c));
                    c = TV.Load(phases + (14 * lanes));
                    s = TV.Load(phases + (15 * lanes));
                    old = r7;
                    r7 = TV.MultiplyAdd(TV.Negate(s), i7, TV.Multiply(old, c));
                    i7 = TV.MultiplyAdd(s, old, TV.Multiply(i7, c));
                }

                if (lanesOut)
                {
                    var k = outBaseLane[b] ^ outLane;
                    var p0 = TV.Load(permuteOut + ((nint)(k ^ outRegisterLane[0]) * lanes));
                    r0 = TV.Permute(r0, p0);
                    i0 = TV.Permute(i0, p0);
                    var p1 = TV.Load(permuteOut + ((nint)(k ^ outRegisterLane[1]) * lanes));
                    r1 = TV.Permute(r1, p1);
                    i1 = TV.Permute(i1, p1);
                    var p2 = TV.Load(permuteOut + ((nint)(k ^ outRegisterLane[2]) * lanes));
                    r2 = TV.Permute(r2, p2);
                    i2 = TV.Permute(i2, p2);
                    var p3 = TV.Load(permuteOut + ((nint)(k ^ outRegisterLane[3]) * lanes));
                    r3 = TV.Permute(r3, p3);
                    i3 = TV.Permute(i3, p3);
                    var p4 = TV.Load(permuteOut + ((nint)(k ^ outRegisterLane[4]) * lanes));
                    r4 = TV.Permute(r4, p4);
                    i4 = TV.Permute(i4, p4);
                    var p5 = TV.Load(permuteOut + ((nint)(k ^ outRegisterLane[5]) * lanes));
                    r5 = TV.Permute(r5, p5);
                    i5 = TV.Permute(i5, p5);
                    var p6 = TV.Load(permuteOut + ((nint)(k ^ outRegisterLane[6]) * lanes));
                    r6 = TV.Permute(r6, p6);
                    i6 = TV.Permute(i6, p6);
                    var p7 = TV.Load(permuteOut + ((nint)(k ^ outRegisterLane[7]) * lanes));
                    r7 = TV.Permute(r7, p7);
                    i7 = TV.Permute(i7, p7);
                }

                shift = place | (nint)(outBase[b] ^ outChunk);
                var o0 = (shift ^ outRegister[0]) * lanes;
                TV.Store(r0, real + o0);
                TV.Store(i0, imaginary + o0);
                var o1 = (shift ^ outRegister[1]) * lanes;
                TV.Store(r1, real + o1);
                TV.Store(i1, imaginary + o1);
                var o2 = (shift ^ outRegister[2]) * lanes;
                TV.Store(r2, real + o2);
                TV.Store(i2, imaginary + o2);
                var o3 = (shift ^ outRegister[3]) * lanes;
                TV.Store(r3, real + o3);
                TV.Store(i3, imaginary + o3);
                var o4 = (shift ^ outRegister[4]) * lanes;
                TV.Store(r4, real + o4);
                TV.Store(i4, imaginary + o4);
                var o5 = (shift ^ outRegister[5]) * lanes;
                TV.Store(r5, real + o5);
                TV.Store(i5, imaginary + o5);
                var o6 = (shift ^ outRegister[6]) * lanes;
                TV.Store(r6, real + o6);
                TV.Store(i6, imaginary + o6);
                var o7 = (shift ^ outRegister[7]) * lanes;
                TV.Store(r7, real + o7);
                TV.Store(i7, imaginary + o7);
            }
        }
    }
}
