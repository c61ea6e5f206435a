using FirstWindow.Language.Answers;
using FirstWindow.Language.Etiquette;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Reading;
using FirstWindow.Language.Rules;
using FirstWindow.Language.Turns;

namespace FirstWindow.Language;

/// <summary>
/// The packs that texts are read by: the shipped ones, or some of them replaced. Never changes, so any number of
/// threads may read by it; a change of a pack is another set.
/// </summary>
public sealed class PackSet
{
    private readonly Dictionary<string, Lazy<RulePack>> packs;
    private readonly Dictionary<string, string> replaced;
    private readonly Lazy<Jargon> jargon;
    private readonly Lazy<ReplyRules> replies;
    private readonly Lazy<EmotionRules> emotions;
    private readonly Lazy<ComplaintRules> complaints;
    private readonly Lazy<FraudRules> frauds;
    private readonly Lazy<SignalRules> signals;
    private readonly Lazy<TurnRules> turns;
    private readonly Lazy<Wishes> wishes;
    private readonly Lazy<SearchRules> search;

    private PackSet(Dictionary<string, Lazy<RulePack>> packs, Lexicon words, Dictionary<string, string> replaced)
    {
        (this.packs, Words, this.replaced) = (packs, words, replaced);
        jargon = new(() => Jargon.Parse(TextOf(JargonPack.Name), words));
        replies = new(() => new(RulesOf("etiquette"), jargon.Value, ColdTone.Shipped));
        emotions = new(() => new(RulesOf("signals"), RulesOf("emotion"), AngerModel.Shipped));
        complaints = new(() => new(RulesOf("signals"), RulesOf("complaint")));
        frauds = new(() => new(RulesOf("fraud"), FraudRules.Model));
        signals = new(() => new(RulesOf("signals"), Frauds));
        turns = new(() => new(RulesOf("courtesy"), this));
        wishes = new(() => new(RulesOf(AnswerIndex.Pack)));
        search = new(() => new(words, RulesOf(AnswerIndex.Pack).Weights));
    }

    /// <summary>What the program comes with.</summary>
    public static PackSet Shipped { get; } = new(
        PackFacts.All.Where(p => p.HasRules).ToDictionary(
            p => p.Name, p => new Lazy<RulePack>(() => RulePack.Shipped(p.File))),
        Lexicon.AsShipped, []);

    /// <summary>The word lists beneath the rules.</summary>
    internal Lexicon Words { get; }

    internal ReplyRules Replies => replies.Value;

    internal EmotionRules Emotions => emotions.Value;

    internal ComplaintRules Complaints => complaints.Value;

    internal FraudRules Frauds => frauds.Value;

    internal SignalRules Signals => signals.Value;

    internal TurnRules Turns => turns.Value;

    internal SearchRules Search => search.Value;

    /// <summary>This set with one pack replaced; the text must have passed <see cref="PackCheck"/>.</summary>
    public PackSet With(string name, string yaml)
    {
        var pack = PackFacts.Of(name) ?? throw new ArgumentException($"There is no pack {name}.", nameof(name));
        var texts = new Dictionary<string, string>(replaced) { [name] = yaml };
        var rules = packs;
        if (pack.HasRules)
        {
            var file = new RulePack(PackFile.Parse<RulePackFile>(yaml, pack.File), pack.File);
            rules = new(packs) { [name] = new(file) };
        }

        return new(rules, pack.IsOfLexicon ? Words.With(name, yaml) : Words, texts);
    }

    /// <summary>The shipped packs, with those that a folder holds in their place.</summary>
    /// <exception cref="FormatException">A pack is bad; the message names it, the line and the reason.</exception>
    public static PackSet FromFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        }

        var set = Shipped;
        foreach (var pack in PackFacts.All)
        {
            var path = Path.Combine(folder, pack.File);
            if (!File.Exists(path))
            {
                continue;
            }

            var yaml = File.ReadAllText(path);
            if (PackCheck.Find(pack.Name, yaml) is [var fault, ..])
            {
                throw new FormatException($"Pack {pack.File}, line {fault.Line}: {fault.Code} {fault.About}".TrimEnd());
            }

            set = set.With(pack.Name, yaml);
        }

        return set;
    }

    /// <summary>The text of a pack in this set.</summary>
    public string TextOf(string name) =>
        replaced.GetValueOrDefault(name) ?? PackFile.Text(PackFacts.Of(name)?.File ?? name);

    /// <summary>Blots out what only the customer may know, before the text reaches the disk.</summary>
    /// <param name="text">The words.</param>
    /// <param name="previous">What the same person said before; where it spoke of a code, a bare number is one.</param>
    public Blotted Blot(string text, string? previous = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SecretBlotter.Blot(text, previous, Words);
    }

    /// <summary>Whether a text may go on with a number that was begun before. Most texts do not, so that nobody need
    /// read what came before them.</summary>
    public bool MayContinueNumber(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SplitNumbers.MayContinue(text, Words);
    }

    /// <summary>The text with names, numbers, addresses and secrets covered, for colleagues who need the question and
    /// not the person.</summary>
    /// <param name="text">The words.</param>
    /// <param name="previous">What the same person said before; a number begun there ends here.</param>
    public string Mask(string text, string? previous = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PersonalBlotter.Blot(text, previous, Words);
    }

    /// <summary>The numbers of identity documents and bank cards in a text, whole.</summary>
    public IReadOnlyList<PersonalNumber> FindNumbers(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PersonalBlotter.FindNumbers(text, Words);
    }

    /// <summary>Whether at least half of a text's characters and letters belong to words.</summary>
    public bool IsLegible(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Legible.Is(text, Words);
    }

    /// <summary>Checks an agent's reply: every finding in the order of the text; none for one that keeps the
    /// rules.</summary>
    public IReadOnlyList<Finding> Check(string text, ReplyContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Replies.Check(NormalText.Of(text, Words), context ?? new ReplyContext());
    }

    /// <summary>All signals of a customer's text, read in one go.</summary>
    public TextSignals ReadSignals(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Signals.Read(NormalText.Of(text, Words));
    }

    /// <summary>The mood of a customer's words.</summary>
    public Mood ReadMood(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var normal = NormalText.Of(text, Words);
        var emotion = Emotions.Read(normal);
        return new(emotion.Name, emotion.Negative, Complaints.Read(normal).IsComplaint);
    }

    /// <summary>What an answer to a customer in distress holds.</summary>
    public Empathy ReadEmpathy(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var acts = Turns.ActsOf(NormalText.Of(text, Words));
        return new(acts.Overlaps(["apology", "empathy", "care"]), acts.Contains("preview"));
    }

    /// <summary>The parts of a message in which a customer asks for several things, in order; the message itself when
    /// it asks for but one.</summary>
    public IReadOnlyList<string> SplitWishes(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return wishes.Value.Split(NormalText.Of(text, Words));
    }

    /// <summary>How far a text insults a person, as it stands, without its context.</summary>
    public Insult ReadInsult(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var normal = NormalText.Of(text, Words);
        return Insults.Of(
            Replies.Check(normal, new ReplyContext()), OffenceModel.Read(normal),
            RulesOf("etiquette").Weights["insult_doubtful_from"]);
    }

    /// <summary>Reads a contact from the customer's first message to the end.</summary>
    /// <param name="said">All messages in order, without those of the assistant.</param>
    /// <param name="isOver">Whether it has ended, so that a missing closing is a miss.</param>
    public ContactReading ReadContact(IReadOnlyList<Said> said, bool isOver)
    {
        ArgumentNullException.ThrowIfNull(said);
        return Turns.Read(said, isOver);
    }

    /// <summary>What one pack alone finds in a text: to try it, and to see what a change of it would do.</summary>
    public IReadOnlyList<PackFinding> FindBy(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var normal = NormalText.Of(text, Words);
        return name switch
        {
            JargonPack.Name => [.. jargon.Value.Find(normal)
                .Select(f => new PackFinding(f.Suggestion!, f.Severity, f.Start, f.Length))],
            "etiquette" => [.. Replies.Named(normal)
                .Select(f => new PackFinding(f.Rule, f.Severity, f.Start, f.Length))],
            _ when PackFacts.Of(name) is { IsOfLexicon: true } => LexiconFindings.Of(name, normal, this),
            _ => [.. RulesOf(name).Find(normal).OrderBy(m => m.Start).Select(m => FindingOf(normal, m))],
        };
    }

    /// <summary>The chance that a text offends, and whether that counts as offence.</summary>
    internal (bool Offensive, double Score) ReadOffence(NormalText text)
    {
        var score = OffenceModel.Read(text);
        return (score >= RulesOf("etiquette").Weights["offensive_from"], score);
    }

    private static PackFinding FindingOf(NormalText text, RuleMatch match)
    {
        var (start, length) = text.OriginalSpan(match.Start, match.Length);
        return new(match.Rule.Id, FormattableString.Invariant($"{match.Rule.Group} {match.Rule.Weight}"), start, length);
    }

    /// <summary>The rules of a pack.</summary>
    internal RulePack RulesOf(string name) => packs[name].Value;
}
