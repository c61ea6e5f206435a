using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Pages;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Export;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Conversations.Features.Reports;

/// <summary>A report as an Excel file: the figures, and on a second sheet how each is counted. That it was taken away
/// is journaled.</summary>
[Clause("A1.1.1")]
internal sealed class ReportFile(Database db, ReportReader reports, JournalBook journal)
{
    public async Task<Result<byte[]>> WriteAsync(string? name, Actor actor, CancellationToken ct)
    {
        var result = await reports.ReadAsync(name, actor, ct);
        if (result.Error is { } error)
        {
            return error;
        }

        var report = result.Value!;
        journal.Record(actor, SupervisionActs.Exported, Subject.System, $"period={report.Period.Name}");
        await db.CommitAsync(ct);
        var made = report.MadeAt.ToOffset(BankCalendar.Zone);
        return Workbook.Write(
            new Sheet(report.Period.Name, [.. RowsOf(report)]),
            new Sheet(SupervisionText.T["report.formulas"],
            [
                [SupervisionText.T["report.figure"], SupervisionText.T["report.formula"]],
                .. Figure.OfCentre.Concat(Figure.OfReports).Select(f => (IReadOnlyList<object?>)
                    [SupervisionText.NameOf(f.Code), SupervisionText.FormulaOf(f.Code)]),
                [SupervisionText.T["report.made"], made.ToString("yyyy-MM-dd HH:mm")],
            ]));
    }

    private static IEnumerable<IReadOnlyList<object?>> RowsOf(Report report)
    {
        var figures = Figure.OfReports.Concat(Figure.OfCentre).ToList();
        yield return
        [
            SupervisionText.T["report.team"], SupervisionText.T["report.agent"], SupervisionText.T["report.number"],
            .. figures.Select(f => SupervisionText.NameOf(f.Code) + SupervisionText.UnitOf(f)),
        ];
        yield return RowOf(SupervisionText.T["report.whole"], null, null, report.Whole, figures);
        foreach (var team in report.Teams)
        {
            var teamName = SupervisionText.TeamOf(team.Team);
            yield return RowOf(teamName, SupervisionText.T["report.team-whole"], null, team.Counts, Figure.OfReports);
            foreach (var agent in team.Agents)
            {
                yield return RowOf(teamName, agent.Name, agent.Number, agent.Counts, Figure.OfReports);
            }
        }
    }

    private static IReadOnlyList<object?> RowOf(
        string team, string? agent, string? number, Counts counts, IEnumerable<Figure> figures) =>
        [team, agent, number, .. figures.Select(f => CellOf(f, f.Value(counts)))];

    private static object? CellOf(Figure figure, double? value) =>
        value is { } known && figure.Format == "count" ? (long)known : value;
}
