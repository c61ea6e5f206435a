using FirstWindow.Language;
using FirstWindow.Language.Etiquette;
using FirstWindow.Language.Normal;

namespace FirstWindow.Training;

/// <summary>
/// What ships, by the lists that were written apart from it: their odd lines may be looked at, what went wrong there is
/// told; the even ones are only counted.
/// </summary>
internal static class ApartJudgement
{
    private static readonly PackSet Packs = PackSet.Shipped;

    public static void Print(Texts texts)
    {
        foreach (var odd in (bool[])[true, false])
        {
            Console.WriteLine(odd ? "looked at" : "only counted");
            List<string> Half(string list) => [.. texts.Lines(list).Where((_, i) => i % 2 == 0 == odd)];
            var genuine = Half("no-fraud.apart");
            Found("frauds", Half("fraud.apart"), genuine, Fraud, odd);
            var reports = Half("fraud-reports.apart");
            Console.WriteLine($"  reports told as a fraud in progress: {reports.Count(IsInProgress)} of {reports.Count}");
            foreach (var english in (bool[])[false, true])
            {
                List<string> InOne(string list) => [.. Half(list).Where(t => t.Any(CharTable.IsHan) != english)];
                Found(english ? "cold replies, English" : "cold replies", InOne("cold-replies.apart"), InOne("polite-replies.apart"), Cold, odd, from: 1);
            }

            var (angry, calm) = (Half("angry.apart"), Half("not-angry.apart"));
            Console.WriteLine($"  anger: area under the curve {Area(angry, calm, Anger):F3} of {angry.Count} and {calm.Count}");
            Console.WriteLine($"  genuine questions graded severe or major: {genuine.Count(IsGrave)} of {genuine.Count}");
            PersonalJudgement.Names(Half("people-and-places.chat"), odd);
        }
    }

    private static double Fraud(string text) => Packs.Frauds.Read(NormalText.Of(text, Lexicon.AsShipped)).Score;

    private static bool IsInProgress(string text) =>
        Packs.Frauds.Read(NormalText.Of(text, Lexicon.AsShipped)).Kind is FraudKind.InProgress;

    private static double Anger(string text) => Packs.Emotions.Read(NormalText.Of(text, Lexicon.AsShipped)).Anger;

    private static double Cold(string text) =>
        Packs.Check(text, new ReplyContext()).Any(f => f.Severity != "coach") ? 1 : 0;

    private static bool IsGrave(string text) => Packs.Complaints.Read(NormalText.Of(text, Lexicon.AsShipped)).Grade is "severe" or "major";

    // From the given score on, or from where one in a hundred of the others is a false alarm.
    private static void Found(
        string what, List<string> yes, List<string> no, Func<string, double> score, bool tell, double? from = null)
    {
        var least = from ?? no.Select(score).OrderDescending().ElementAt(no.Count / 100) + 1e-9;
        var missed = yes.Where(t => score(t) < least).ToList();
        var alarms = no.Where(t => score(t) >= least).ToList();
        Console.WriteLine($"  {what}: {yes.Count - missed.Count} of {yes.Count}, false alarms {alarms.Count} of {no.Count} (from {least:F3})");
        if (tell)
        {
            missed.ForEach(t => Console.WriteLine($"    missed {score(t):F3} {t}"));
            no.Select(t => (Text: t, Score: score(t))).Where(t => from is null || t.Score >= from)
                .OrderByDescending(t => t.Score).Take(8).ToList().ForEach(t => Console.WriteLine($"    false {t.Score:F3} {t.Text}"));
        }
    }

    private static double Area(List<string> yes, List<string> no, Func<string, double> score)
    {
        var others = no.Select(score).ToList();
        return yes.Select(score).Average(y => others.Average(n => y > n ? 1 : y < n ? 0 : 0.5));
    }
}
