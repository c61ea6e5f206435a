using Xunit;
using Xunit.Abstractions;

// Classes wait for servers and databases more than they compute: three times the two cores keeps both busy.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
[assembly: TestCollectionOrderer("FirstWindow.Tests.Api.LongFirst", "FirstWindow.Tests.Api")]

namespace FirstWindow.Tests.Api;

/// <summary>Begins with the classes that take minutes, so that none of them is left running alone at the end.</summary>
public sealed class LongFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(BackingUp), nameof(ChangingTheKeys), nameof(BadDays), nameof(MigratingTheDatabase),
        nameof(WalkingTheRoutes), nameof(ImportingFiles), nameof(KilledWhileTelling),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(c => !Long.Any(name => c.DisplayName.EndsWith($".{name}", StringComparison.Ordinal)));
}
