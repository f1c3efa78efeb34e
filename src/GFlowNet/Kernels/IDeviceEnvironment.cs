namespace Quiver.GFlowNet.Kernels;

/// <summary>
/// The environment once more as a few lines of CUDA C, so that whole walks run in one launch. Every function must agree
/// with its tensor twin; <c>S</c> is a pointer to StateWidth whole numbers.
/// </summary>
/// <remarks>
/// <code>
/// template&lt;class S&gt; DEVICE int env_allowed(S s, int a);   // ForwardMask of one action, the exit included
/// template&lt;class S&gt; DEVICE int env_parents(S s);          // how many actions BackwardMask allows
/// template&lt;class S&gt; DEVICE void env_step(S s, int a);      // Step, in place; never the exit
/// template&lt;class S&gt; DEVICE int env_token(S s, int k);      // token k of Tokens
/// </code>
/// Known as macros: WIDTH, ACTIONS, EXIT (the last action), STEPS (the longest walk), TOKENS, VOCABULARY.
/// </remarks>
public interface IDeviceEnvironment
{
    /// <summary>The four functions.</summary>
    string DeviceCode { get; }
}
