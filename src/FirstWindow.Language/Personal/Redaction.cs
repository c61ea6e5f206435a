using System.Text;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Secrets;

namespace FirstWindow.Language.Personal;

/// <summary>A text with its personal data masked by default, and where it was.</summary>
internal sealed record Redacted(string Text, IReadOnlyList<Entity> Entities);

/// <summary>Finds and masks all personal data of a text.</summary>
internal static class Redaction
{
    public static Redacted Of(string text, Lexicon words)
    {
        var entities = Find(text, words);
        if (entities.Count == 0)
        {
            return new(text, entities);
        }

        var masked = new StringBuilder(text.Length);
        var at = 0;
        foreach (var entity in entities)
        {
            masked.Append(text, at, entity.Start - at);
            masked.Append(Mask.Of(entity.Type, text.Substring(entity.Start, entity.Length)));
            at = entity.Start + entity.Length;
        }

        return new(masked.Append(text, at, text.Length - at).ToString(), entities);
    }

    /// <summary>Every entity in the order of the text, none overlapping another.</summary>
    public static List<Entity> Find(string text, Lexicon words)
    {
        var normal = NormalText.Of(text, words);
        var found = new List<Entity>();
        foreach (var secret in SecretFinder.Find(text, null, normal.Words))
        {
            found.Add(new(TypeOf(secret.Kind), secret.Start, secret.Length, "C3"));
        }

        NumberFinder.Collect(normal, found);
        DocumentFinder.Collect(normal, found);
        AddressFinder.Collect(normal, found);
        PersonFinder.Collect(normal, found);
        return WithoutOverlaps(found);
    }

    private static string TypeOf(SecretKind kind) => kind switch
    {
        SecretKind.Password => EntityTypes.Password,
        SecretKind.OneTimeCode => EntityTypes.OneTimeCode,
        _ => EntityTypes.CardSecurityCode,
    };

    private static List<Entity> WithoutOverlaps(List<Entity> found)
    {
        // Secrets win over everything, then what begins first, then what is longer.
        found.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        var kept = new List<Entity>(found.Count);
        foreach (var entity in found)
        {
            if (kept.Count == 0 || entity.Start >= kept[^1].Start + kept[^1].Length)
            {
                kept.Add(entity);
            }
            else if (entity.Class == "C3" && kept[^1].Class != "C3")
            {
                kept[^1] = entity;
            }
        }

        return kept;
    }
}
