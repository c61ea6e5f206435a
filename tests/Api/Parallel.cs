using Xunit;

// Classes wait for servers and databases more than they compute: one more than there are cores keeps both busy.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
