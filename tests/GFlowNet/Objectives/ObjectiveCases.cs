namespace Quiver.GFlowNet.Tests.Objectives;

/// <summary>Which objectives suit which environment.</summary>
internal static class ObjectiveCases
{
    public static IEnumerable<string> For(string environment)
    {
        foreach (var objective in new[] { "tb", "db", "subtb", "subtb:0.8:geometric", "subtb:1:equalwithin", "subtb:1:equal", "subtb:1:detailedbalance", "subtb:1:trajectorybalance", "vargrad", "fm" })
        {
            yield return objective;
        }

        if (environment.StartsWith("grid", StringComparison.Ordinal))
        {
            yield return "mdb";
        }

        if (environment.StartsWith("grid", StringComparison.Ordinal) || environment is "ising")
        {
            yield return "fldb";
        }
    }
}
