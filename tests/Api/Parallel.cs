using Xunit;

// Classes wait for servers and databases more than they compute: three times the two cores keeps both busy.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
