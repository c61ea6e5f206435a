using Xunit;

// Classes wait for servers and databases more than they compute: twice the two cores keeps both busy.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
