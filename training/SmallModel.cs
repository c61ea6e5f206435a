using FirstWindow.Language;
using FirstWindow.Language.Classifying;
using FirstWindow.Language.Etiquette;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Reading;
using FirstWindow.Language.Rules;

namespace FirstWindow.Training;

/// <summary>One of the shipped yes-or-no models: what it learns from, what is kept from it, and its size.</summary>
/// <param name="Name">Its file in the packs, without ending.</param>
/// <param name="Seen">What the judged model learns from.</param>
/// <param name="Kept">What it is judged by; the shipped model learns from both.</param>
/// <param name="Buckets">Bytes of weights, a power of two.</param>
/// <param name="Cost">How much an error costs against large weights.</param>
/// <param name="Features">What it reads of a text.</param>
internal sealed record SmallModel(
    string Name, List<(string Text, bool Yes)> Seen, List<(string Text, bool Yes)> Kept, int Buckets, float Cost,
    Func<string, SparseText> Features)
{
    public static SmallModel Fraud(Texts texts) => new(
        "fraud",
        [.. Yes(texts.Lines("fraud"), Examples("fraud.yaml", r => r.Examples)),
            .. No(texts.Lines("no-fraud"), texts.MendedQuestions(forPersonToo: false), Examples("fraud.yaml", r => r.CounterExamples), texts.Questions(kept: false, fraudToo: false),
                texts.Banking77().Where((_, i) => i % 4 == 0).Select(b => b.Text), texts.Lines("chit-chat"))],
        [.. Yes(texts.Lines("fraud.held")),
            .. No(texts.Lines("no-fraud.held"), texts.Questions(kept: true, fraudToo: false),
                texts.Banking77().Where((_, i) => i % 40 == 1).Select(b => b.Text))],
        65536, 2, t => PackSet.Shipped.Frauds.FeaturesOf(NormalText.Of(t, Lexicon.AsShipped)));

    public static SmallModel Tone(Texts texts) => new(
        "tone",
        [.. Yes(texts.Lines("cold-replies"), Examples("etiquette.yaml", r => r.Examples)),
            .. No(texts.Lines("polite-replies"), Examples("etiquette.yaml", r => r.CounterExamples), texts.Scripts(),
                texts.Sentences(false))],
        [.. Yes(texts.Lines("cold-replies.held")), .. No(texts.Lines("polite-replies.held"), texts.Sentences(true))],
        32768, 2, ColdTone.FeaturesOf);

    public static SmallModel Anger(Texts texts) => new(
        "anger",
        [.. Yes(texts.Lines("angry"), RulePack.Shipped("signals.yaml").Rules.Where(r => r.Group == "anger")
                .SelectMany(r => r.Examples)),
            .. No(texts.Lines("not-angry"), texts.Lines("polite-replies"), texts.Questions(kept: false),
                texts.Lines("chit-chat"), Examples("emotion.yaml", r => r.Examples),
                texts.Banking77().Where((_, i) => i % 20 == 0).Select(b => b.Text))],
        [.. Yes(texts.Lines("angry.held")), .. No(texts.Lines("not-angry.held"))],
        32768, 2, AngerFeatures);

    public static SmallModel Domain(Texts texts) => new(
        "domain",
        [.. Yes(texts.Questions(false), texts.Lines("no-fraud"), texts.MendedQuestions(),
                texts.Banking77().Where((_, i) => i % 4 == 0).Select(b => b.Text),
                texts.Clinc("train").Where((c, i) => c.AboutBank && i % 2 == 0).Select(c => c.Text)),
            .. No(texts.Lines("chit-chat"), texts.Clinc("train").Where((c, i) => !c.AboutBank && i % 3 == 0)
                .Select(c => c.Text), texts.Clinc("oos_train").Select(c => c.Text),
                texts.Cold("train").Where((_, i) => i % 12 == 0).Select(c => c.Text))],
        [.. Yes(texts.Questions(true)), .. No(texts.Lines("chit-chat.held"), texts.Clinc("oos_val").Select(c => c.Text))],
        65536, 1, TextFeatures.Of);

    public static SmallModel Offence(Texts texts) =>
        new("offence", texts.Cold("train"), texts.Cold("dev"), 262144, 0.3f, TextFeatures.Of);

    public static SmallModel Names(Texts texts)
    {
        var examples = new NameExamples(texts);
        return new("names", examples.Made, examples.Written, 65536, 8, NameExamples.FeaturesOf);
    }

    public static IEnumerable<SmallModel> All(Texts texts) =>
        [Fraud(texts), Tone(texts), Anger(texts), Domain(texts), Offence(texts), Names(texts)];

    /// <summary>The model that has seen nothing of what was kept.</summary>
    public BinaryModel Judged() => BinaryTraining.Train(Read(Seen), Read(Kept), Buckets, Cost);

    /// <summary>The model that ships: it learns from everything; its chances are those of the judged one.</summary>
    public BinaryModel Shipped() =>
        BinaryTraining.Train(Read([.. Seen, .. Kept]), Buckets, Cost, slope: Judged().Slope);

    private static SparseText AngerFeatures(string text)
    {
        var normal = NormalText.Of(text, Lexicon.AsShipped);
        return AngerModel.FeaturesOf(normal, RulePack.Shipped("signals.yaml").Find(normal));
    }

    private List<(SparseText, bool)> Read(List<(string Text, bool Yes)> examples) =>
        [.. examples.AsParallel().AsOrdered().Select(e => (Features(e.Text), e.Yes))];

    private static IEnumerable<(string Text, bool Yes)> Yes(params IEnumerable<string>[] lists) =>
        lists.SelectMany(l => l).Select(text => (text, true));

    private static IEnumerable<(string Text, bool Yes)> No(params IEnumerable<string>[] lists) =>
        lists.SelectMany(l => l).Select(text => (text, false));

    private static IEnumerable<string> Examples(string pack, Func<Rule, IReadOnlyList<string>> of) =>
        RulePack.Shipped(pack).Rules.SelectMany(of);
}
