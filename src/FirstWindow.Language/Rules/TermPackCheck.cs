using FirstWindow.Language.Etiquette;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Rules;

/// <summary>Checks the pack of terms before it may hold.</summary>
internal static class TermPackCheck
{
    private const int TermCharsMax = 40;
    private const int PlainCharsMax = 100;

    public static List<PackFault> Find(PackFacts pack, string yaml, PackLines lines)
    {
        if (PackFile.TryParse<JargonPack>(yaml, out var fault) is not { } file)
        {
            return [fault!];
        }

        var faults = new List<PackFault>();
        if (file.Id != pack.Name)
        {
            faults.Add(new(lines.LineOf("id"), "wrong-id", file.Id));
        }

        if (string.IsNullOrWhiteSpace(file.Source))
        {
            faults.Add(new(lines.LineOf("source"), "no-source", string.Empty));
        }

        faults.AddRange((file.ExplainedBy ?? [])
            .Where(w => w.Length > TermCharsMax || NormalText.Of(w, Lexicon.AsShipped).Text.Trim().Length == 0)
            .Select(w => new PackFault(lines.LineOf("explained_by"), "bad-word", w)));
        faults.AddRange(file.Terms
            .Where(t => t.Key.Length > TermCharsMax || NormalText.Of(t.Key, Lexicon.AsShipped).Text.Trim().Length == 0
                || t.Value.Length > PlainCharsMax || t.Value.Trim().Length == 0)
            .Select(t => new PackFault(lines.LineOf("terms", t.Key), "bad-term", t.Key)));
        return faults;
    }
}
