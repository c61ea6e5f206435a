using FirstWindow.Language.Answers;
using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Personal;
using FirstWindow.Language.Reading;
using FirstWindow.Language.Rules;
using FirstWindow.Language.Secrets;

namespace FirstWindow.Language;

/// <summary>
/// The word lists beneath all rules: what characters are matched as and sound like, what means the same, by which words
/// secrets and personal data are known, and the cues of the models. Never changes; a change is another lexicon.
/// </summary>
internal sealed class Lexicon
{
    private readonly Dictionary<string, string> replaced;
    private readonly Lazy<CharTable> characters;
    private readonly Lazy<Sounds> sounds;
    private readonly Lazy<Concepts> concepts;
    private readonly Lazy<EnglishConcepts> englishConcepts;
    private readonly Lazy<SecretWords> secrets;
    private readonly Lazy<PersonalWords> personal;
    private readonly Lazy<Cues> fraudCues;
    private readonly Lazy<Cues> toneCues;

    private Lexicon(Dictionary<string, string> replaced)
    {
        this.replaced = replaced;
        characters = new(() => new(Read<TraditionalPack>("traditional")));
        sounds = new(() => new(Read<SoundPack>("sounds")));
        concepts = new(() => new(Read<SynonymPack>("synonyms"), this));
        englishConcepts = new(() => new(Read<SynonymPack>("synonyms-en"), Shipped<SynonymPack>("synonyms-en")));
        secrets = new(() => new(Read<SecretsPack>("secrets"), Shipped<SecretsPack>("secrets")));
        personal = new(() => new(Read<PersonalPack>("personal"), Shipped<PersonalPack>("personal")));
        fraudCues = new(() => new(Read<CuePack>("fraud-cues"), Shipped<CuePack>("fraud-cues"), this));
        toneCues = new(() => new(Read<CuePack>("tone-cues"), Shipped<CuePack>("tone-cues"), this));
    }

    /// <summary>What the program comes with.</summary>
    public static Lexicon AsShipped { get; } = new([]);

    public CharTable Characters => characters.Value;

    public Sounds Sounds => sounds.Value;

    public Concepts Concepts => concepts.Value;

    public EnglishConcepts EnglishConcepts => englishConcepts.Value;

    public SecretWords Secrets => secrets.Value;

    public PersonalWords Personal => personal.Value;

    /// <summary>Who, what and how in a fraud.</summary>
    public Cues FraudCues => fraudCues.Value;

    /// <summary>What makes words warm, cold or angry.</summary>
    public Cues ToneCues => toneCues.Value;

    /// <summary>The same with the text of one pack in place of the one it had.</summary>
    public Lexicon With(string pack, string yaml) => new(new(replaced) { [pack] = yaml });

    /// <summary>Whether both hold the same texts.</summary>
    public bool IsSameAs(Lexicon other) => ReferenceEquals(this, other) || (replaced.Count == other.replaced.Count
        && replaced.All(r => other.replaced.TryGetValue(r.Key, out var yaml) && yaml == r.Value));

    private T Read<T>(string pack) =>
        replaced.TryGetValue(pack, out var yaml) ? PackFile.Parse<T>(yaml, pack + ".yaml") : Shipped<T>(pack);

    private static T Shipped<T>(string pack) => PackFile.Read<T>(pack + ".yaml");
}
