using FirstWindow.Language.Answers;
using FirstWindow.Language.Classifying;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class ReadingIntents
{
    private static readonly string[] Names = ["card", "loan", "transfer"];

    [Fact]
    public void The_likeliest_intents_come_first_and_a_saved_model_reads_the_same()
    {
        var model = IntentTraining.Train([.. Enumerable.Range(0, 60).Select(i => (Names[i % 3] switch
        {
            "card" => $"my card {i} was lost, block the card",
            "loan" => $"pay back my loan early, instalment {i}",
            _ => $"how long does a transfer of {i} pounds take",
        }, Names[i % 3]))]);
        using var stream = new MemoryStream();
        model.Save(stream);
        var loaded = IntentModel.Load(new MemoryStream(stream.ToArray()));

        foreach (var (text, intent) in new[] { ("I lost a card", "card"), ("loan instalment", "loan"), ("transfer pounds", "transfer") })
        {
            var read = model.Read(text);
            Assert.Equal(3, read.Count);
            Assert.Equal(intent, read[0].Name);
            Assert.Equal(read.OrderByDescending(i => i.Confidence).Select(i => i.Name), read.Select(i => i.Name));
            Assert.InRange(read.Sum(i => i.Confidence), 0, 1.001);
            Assert.Equal(read[0], Assert.Single(model.Read(text, 1)));
            Assert.All(read.Zip(loaded.Read(text)), pair =>
                Assert.Equal((pair.First.Name, pair.First.Confidence), (pair.Second.Name, pair.Second.Confidence),
                    (one, other) => one.Item1 == other.Item1 && Math.Abs(one.Item2 - other.Item2) < 0.002));
        }

        Assert.All(model.Read(""), i => Assert.Equal(0, i.Confidence)); // Nothing known, nothing believed.
    }

    [Fact]
    public void Each_feature_of_a_text_is_counted_once()
    {
        var text = TextFeatures.Of("card card 卡卡 card");
        Assert.Equal(text.Keys.Length, text.Keys.Distinct().Count());
        Assert.Contains(3f, text.Values);
        Assert.Equal(text.Keys, TextFeatures.Of("card card 卡卡 card").Keys);
    }

    [Fact]
    public void Features_keep_the_numbers_they_were_given()
    {
        var numbers = new TermNumbers();
        var random = new Random(5);
        var known = new Dictionary<uint, int>();
        for (var i = 0; i < 200_000; i++)
        {
            var key = (uint)random.Next(1, 150_000) * 28_657;
            known.TryAdd(key, known.Count);
            Assert.Equal(known[key], numbers.Of(key));
        }

        Assert.All(known.Take(1_000), k => Assert.Equal(k.Value, numbers.Find(k.Key)));
        Assert.Equal(-1, numbers.Find(uint.MaxValue));
    }
}
