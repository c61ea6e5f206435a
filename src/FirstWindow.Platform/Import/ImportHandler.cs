using FirstWindow.Platform.Access;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Import;

/// <summary>What becomes of a line.</summary>
public enum RowState
{
    /// <summary>Will be written.</summary>
    New,

    /// <summary>Is there already, by its number or reference: nothing happens.</summary>
    Known,

    /// <summary>Cannot be written; the reason says why.</summary>
    Bad,
}

/// <summary>A line as it was judged.</summary>
/// <param name="Line">Its number in the file.</param>
/// <param name="Key">Number or reference.</param>
/// <param name="Label">What a person recognises it by; personal data masked.</param>
/// <param name="Reason">Code of what is wrong with it.</param>
/// <param name="State">What becomes of it.</param>
public sealed record ImportRow(int Line, string Key, string Label, string? Reason, RowState State)
{
    /// <summary>Judges by what is wrong, and by whether it is there.</summary>
    public static ImportRow Of(CsvLine line, string key, string label, Error? fault, bool isKnown) => new(
        line.Number, key, label, fault?.Code,
        fault is not null ? RowState.Bad : isKnown ? RowState.Known : RowState.New);
}

/// <summary>A judged file: nothing of it is written yet, or all that was new.</summary>
public sealed record ImportReport(Guid Id, IReadOnlyList<ImportRow> Rows)
{
    /// <summary>How many lines are in a state.</summary>
    public int Count(RowState state) => Rows.Count(r => r.State == state);
}

/// <summary>A kind of file that can be imported.</summary>
public interface IImport
{
    /// <summary>What it brings in, e.g. <c>staff</c>; also the key of its texts and the name of its lock.</summary>
    string Kind { get; }

    /// <summary>Its columns.</summary>
    IReadOnlyList<CsvColumn> Columns { get; }

    /// <summary>What a file dialog offers.</summary>
    string Accept => ".csv,text/csv,text/plain";

    /// <summary>Reads a file into lines; a table of text unless the kind has a form of its own.</summary>
    Result<IReadOnlyList<CsvLine>> Read(byte[] content) => CsvTable.Read(content, Columns);

    /// <summary>Judges every line against the rules, the others and what is there; writes nothing.</summary>
    Task<IReadOnlyList<ImportRow>> JudgeAsync(IReadOnlyList<CsvLine> lines, Actor actor, CancellationToken ct);

    /// <summary>Adds the new lines and their journal entries to the caller's transaction.</summary>
    void Write(IReadOnlyList<CsvLine> lines, Actor actor);
}

/// <summary>A file between preview and confirmation, encrypted.</summary>
internal sealed class ImportFile
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Kind { get; init; }

    public Guid MadeBy { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    public required byte[] Content { get; init; }
}

internal sealed class ImportMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<ImportFile>(file =>
    {
        file.ToTable("import_file");
        file.HasKey(f => f.Id);
        file.Property(f => f.Id).ValueGeneratedNever();
    });
}

/// <summary>Previews a file and, once confirmed by the same person, writes all its new lines in one transaction; the
/// same file again finds every line known.</summary>
public sealed class ImportHandler(
    Database db, SubjectKeys keys, DatabaseClock clock, IEnumerable<IImport> imports)
{
    /// <summary>The import of a kind.</summary>
    public IImport Find(string kind) => imports.Single(i => i.Kind == kind);

    /// <summary>Judges a file and keeps it for an hour.</summary>
    public async Task<Result<ImportReport>> PreviewAsync(
        string kind, byte[] content, Actor actor, CancellationToken ct)
    {
        var import = Find(kind);
        var lines = import.Read(content);
        if (lines.Error is { } error)
        {
            return error;
        }

        var rows = await import.JudgeAsync(lines.Value!, actor, ct);
        await db.BeginAsync(ct);
        var old = clock.Now - ImportFile.Lifetime;
        await db.Set<ImportFile>().Where(f => f.MadeAt < old).ExecuteDeleteAsync(ct);
        var id = Guid.CreateVersion7();
        db.Add(new ImportFile
        {
            Id = id,
            Kind = import.Kind,
            MadeBy = actor.Id,
            MadeAt = clock.Now,
            Content = keys.SealWithMaster(content, id),
        });
        await db.CommitAsync(ct);
        return new ImportReport(id, rows);
    }

    /// <summary>Writes what a preview showed as new, judged once more; a second confirmation finds nothing.</summary>
    public async Task<Result<ImportReport>> ConfirmAsync(string kind, Guid id, Actor actor, CancellationToken ct)
    {
        var import = Find(kind);
        await db.BeginAsync(ct);
        await db.LockAsync(import.Kind, ct);
        var file = await db.FindForUpdateAsync<ImportFile>("import_file", id, ct);
        if (file is null || file.Kind != import.Kind || file.MadeBy != actor.Id
            || clock.Now - file.MadeAt > ImportFile.Lifetime)
        {
            return ImportErrors.NotFound;
        }

        var lines = import.Read(keys.OpenWithMaster(file.Content, id)).Value!;
        var rows = await import.JudgeAsync(lines, actor, ct);
        db.Remove(file);
        import.Write([.. lines.Zip(rows).Where(p => p.Second.State is RowState.New).Select(p => p.First)], actor);
        await db.CommitAsync(ct);
        return new ImportReport(id, rows);
    }
}
