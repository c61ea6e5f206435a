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

    private PackSet(
        Dictionary<string, Lazy<RulePack>> packs, Lazy<Jargon> jargon, Dictionary<string, string> replaced)
    {
        (this.packs, this.jargon, this.replaced) = (packs, jargon, replaced);
        replies = new(() => new(Rules("etiquette"), this.jargon.Value, ColdTone.Shipped));
        emotions = new(() => new(Rules("signals"), Rules("emotion"), AngerModel.Shipped));
        complaints = new(() => new(Rules("signals"), Rules("complaint")));
        frauds = new(() => new(Rules("fraud"), FraudRules.Model));
        signals = new(() => new(Rules("signals"), Frauds));
        turns = new(() => new(Rules("courtesy"), this));
    }

    /// <summary>What the program comes with.</summary>
    public static PackSet Shipped { get; } = new(
        PackFacts.All.Where(p => p is { IsEditable: true, HasRules: true }).ToDictionary(
            p => p.Name, p => new Lazy<RulePack>(() => RulePack.Shipped(p.File))),
        new(() => Jargon.Parse(PackFile.Text(JargonPack.File))), []);

    internal ReplyRules Replies => replies.Value;

    internal EmotionRules Emotions => emotions.Value;

    internal ComplaintRules Complaints => complaints.Value;

    internal FraudRules Frauds => frauds.Value;

    internal SignalRules Signals => signals.Value;

    internal TurnRules Turns => turns.Value;

    /// <summary>This set with one pack replaced; the text must have passed <see cref="PackCheck"/>.</summary>
    public PackSet With(string name, string yaml)
    {
        var pack = PackFacts.Of(name) is { IsEditable: true } known ? known
            : throw new ArgumentException($"No pack {name} can be replaced.", nameof(name));
        var texts = new Dictionary<string, string>(replaced) { [name] = yaml };
        if (!pack.HasRules)
        {
            var words = Jargon.Parse(yaml);
            return new(packs, new(words), texts);
        }

        var rules = new RulePack(PackFile.Parse<RulePackFile>(yaml, pack.File), pack.File);
        return new(new(packs) { [name] = new(rules) }, jargon, texts);
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
        foreach (var pack in PackFacts.All.Where(p => p.IsEditable))
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

    /// <summary>Checks an agent's reply: every finding in the order of the text; none for one that keeps the
    /// rules.</summary>
    public IReadOnlyList<Finding> Check(string text, ReplyContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Replies.Check(text, context ?? new ReplyContext());
    }

    /// <summary>All signals of a customer's text, read in one go.</summary>
    public TextSignals ReadSignals(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Signals.Read(text);
    }

    /// <summary>The mood of a customer's words.</summary>
    public Mood ReadMood(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var normal = NormalText.Of(text);
        var emotion = Emotions.Read(normal);
        return new(emotion.Name, emotion.Negative, Complaints.Read(normal).IsComplaint);
    }

    /// <summary>What an answer to a customer in distress holds.</summary>
    public Empathy ReadEmpathy(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var acts = Turns.ActsOf(NormalText.Of(text));
        return new(acts.Overlaps(["apology", "empathy", "care"]), acts.Contains("preview"));
    }

    /// <summary>How far a text insults a person, as it stands, without its context.</summary>
    public Insult ReadInsult(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Insults.Of(Replies.Check(text, new ReplyContext()), text);
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
        var normal = NormalText.Of(text);
        return name switch
        {
            JargonPack.Name => [.. jargon.Value.Find(normal)
                .Select(f => new PackFinding(f.Suggestion!, f.Severity, f.Start, f.Length))],
            "etiquette" => [.. Replies.Named(normal)
                .Select(f => new PackFinding(f.Rule, f.Severity, f.Start, f.Length))],
            _ => [.. Rules(name).Find(normal).OrderBy(m => m.Start).Select(m => FindingOf(normal, m))],
        };
    }

    private static PackFinding FindingOf(NormalText text, RuleMatch match)
    {
        var (start, length) = text.OriginalSpan(match.Start, match.Length);
        return new(match.Rule.Id, FormattableString.Invariant($"{match.Rule.Group} {match.Rule.Weight}"), start, length);
    }

    private RulePack Rules(string name) => packs[name].Value;
}
