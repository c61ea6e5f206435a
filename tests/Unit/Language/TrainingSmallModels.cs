using FirstWindow.Language.Classifying;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class TrainingSmallModels
{
    private static readonly List<(SparseText Text, bool Yes)> Seen =
        [.. Read(true, "我要挂失", "卡丢了要挂失", "挂失银行卡"), .. Read(false, "今天天气好", "天气真热", "明天天气")];

    private static readonly List<(SparseText Text, bool Yes)> Unseen =
        [.. Read(true, "怎么挂失"), .. Read(false, "天气如何")];

    [Fact]
    public void A_model_tells_apart_what_it_was_shown_and_reads_back_as_it_was_saved()
    {
        var model = BinaryTraining.Train(Seen, Unseen, buckets: 4096, cost: 1);
        Assert.True(model.Score("请帮我挂失") > 0.5);
        Assert.True(model.Score("后天天气") < 0.5);

        var saved = new MemoryStream();
        model.Save(saved);
        var loaded = BinaryModel.Load(new MemoryStream(saved.ToArray()));
        Assert.Equal(model.Score("请帮我挂失"), loaded.Score("请帮我挂失"));
    }

    [Fact]
    public void Training_twice_gives_the_same_model() =>
        Assert.Equal(
            BinaryTraining.Train(Seen, Unseen, 4096, 1).Score("挂失"),
            BinaryTraining.Train(Seen, Unseen, 4096, 1).Score("挂失"));

    private static IEnumerable<(SparseText, bool)> Read(bool yes, params string[] texts) =>
        texts.Select(text => (TextFeatures.Of(text), yes));
}
