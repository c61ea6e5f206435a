using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Journal;

/// <summary>Verifies the journal for an auditor; that it was verified, and how it stood, is an entry too.</summary>
[Clause("A4.3.3b")]
public sealed class VerifyJournalHandler(JournalVerifier verifier, JournalBook journal, Database db)
{
    /// <summary>Recomputes everything now.</summary>
    public async Task<JournalReport> HandleAsync(Actor actor, CancellationToken ct)
    {
        var report = await verifier.VerifyAsync(ct);
        journal.Record(actor, PlatformActs.JournalVerified, Subject.System, report.IsWhole ? "whole" : "altered");
        await db.CommitAsync(ct);
        return report;
    }
}
