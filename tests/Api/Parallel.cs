using Xunit;

// Classes wait for servers and databases more than they compute: three for each of two cores keeps both busy.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
