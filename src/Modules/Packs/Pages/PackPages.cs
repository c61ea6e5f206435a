using FirstWindow.Language;
using FirstWindow.Packs.Domain;
using FirstWindow.Packs.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Packs.Pages;

/// <summary>What was filled in on a pack's page.</summary>
/// <param name="Do">check, try, preview or propose: which button was pressed.</param>
/// <param name="Content">The text of the pack.</param>
/// <param name="Text">A text to try it on.</param>
/// <param name="Reason">Why it changes.</param>
/// <param name="BasedOn">The newest version its author saw.</param>
public sealed record PackForm
{
    /// <summary>The button.</summary>
    public string? Do { get; init; }

    /// <summary>The pack.</summary>
    public string? Content { get; init; }

    /// <summary>A text to try it on.</summary>
    public string? Text { get; init; }

    /// <summary>Why it changes.</summary>
    public string? Reason { get; init; }

    /// <summary>The newest version its author had seen.</summary>
    public int? BasedOn { get; init; }
}

/// <summary>What a button of the form found out.</summary>
public sealed record PackOutcome
{
    /// <summary>What is wrong with the text; none when nothing is, or nobody asked.</summary>
    public IReadOnlyList<PackFault>? Faults { get; init; }

    /// <summary>How the texts kept for the models are read; only for a pack of words.</summary>
    public IReadOnlyList<HeldResult>? Held { get; init; }

    /// <summary>What both packs find in the text that was tried.</summary>
    public PackTrial? Trial { get; init; }

    /// <summary>What the change would have done to recent texts.</summary>
    public PackImpact? Impact { get; init; }
}

/// <summary>The pages of the language packs, each with its permission.</summary>
internal static class PackPages
{
    public static readonly PageLink Packs = new(PageGroup.Knowledge, 50, "/packs", "nav.packs", PackPermissions.Read);

    public static void MapPackPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/packs", IResult () => new RazorComponentResult<PacksPage>()).RequirePermission(PackPermissions.Read);
        app.MapGet("/packs/{name}", Show).RequirePermission(PackPermissions.Read);
        app.MapPost("/packs/{name}", EditAsync).RequirePermission(PackPermissions.Propose);
        app.MapPost("/packs/{name}/returns", ReturnAsync).RequirePermission(PackPermissions.Decide);
        app.MapPost("/packs/proposals/{id:guid}/decision", DecideAsync).RequirePermission(PackPermissions.Decide);
    }

    private static IResult Show(string name, string? done, Guid? version) => PackFacts.Of(name) is null
        ? new Refusal(PackErrors.NotFound)
        : new RazorComponentResult<PackPage>(new { Name = name, Done = done, Chosen = version });

    private static async Task<IResult> EditAsync(
        string name, [FromForm] PackForm form, Actor actor, PackChanges changes, PackTrials trials,
        HttpContext context, CancellationToken ct)
    {
        if (PackFacts.Of(name) is null)
        {
            return new Refusal(PackErrors.NotFound);
        }

        var content = (form.Content ?? string.Empty).ReplaceLineEndings("\n");
        var (outcome, error) = await ActAsync(name, form, content, actor, changes, trials, ct);
        if (error is null && form.Do == "propose")
        {
            return Results.LocalRedirect($"/packs/{name}?done=proposed");
        }

        var parameters = new { Name = name, Filled = form, Outcome = outcome, error?.Code, error?.Clause };
        return error is null ? new RazorComponentResult<PackPage>(parameters)
            : await Refusal.OnPageAsync<PackPage>(context, error, parameters);
    }

    private static async Task<(PackOutcome Outcome, Error? Error)> ActAsync(
        string name, PackForm form, string content, Actor actor, PackChanges changes, PackTrials trials,
        CancellationToken ct)
    {
        var faults = PackBook.Check(name, content);
        if (faults.Count > 0 || form.Do is not ("try" or "preview" or "propose"))
        {
            var kept = faults.Count == 0 ? PackCheck.Judge(name, content) : [];
            return (new() { Faults = faults, Held = kept }, form.Do == "propose" ? PackErrors.Bad(faults) : null);
        }

        switch (form.Do)
        {
            case "try":
                var trial = await trials.TryAsync(name, content, Shorten(form.Text), ct);
                return (new() { Trial = trial.Value }, trial.Error);
            case "preview":
                var impact = await trials.PreviewAsync(name, content, actor, ct);
                return (new() { Impact = impact.Value }, impact.Error);
            default:
                var proposed = await changes.ProposeAsync(
                    new(name, content, form.Reason, form.BasedOn ?? -1), actor, ct);
                return (new(), proposed.Error);
        }
    }

    private static async Task<IResult> ReturnAsync(
        string name, [FromForm] string? reason, Actor actor, PackChanges changes, HttpContext context,
        CancellationToken ct)
    {
        var result = await changes.ReturnAsync(name, reason, actor, ct);
        return result.Error is { } error
            ? await RefuseAsync(context, error, name) : Results.LocalRedirect($"/packs/{name}?done=returned");
    }

    private static async Task<IResult> DecideAsync(
        Guid id, [FromForm] bool approve, [FromForm] string? pack, Actor actor, PackChanges changes,
        HttpContext context, CancellationToken ct)
    {
        var result = await changes.DecideAsync(id, approve, actor, ct);
        return result.Error is { } error ? await RefuseAsync(context, error, pack ?? string.Empty)
            : Results.LocalRedirect($"/packs/{result.Value!.Pack}?done={(approve ? "approved" : "rejected")}");
    }

    private static Task<IResult> RefuseAsync(HttpContext context, Error error, string name) =>
        PackFacts.Of(name) is null
            ? Task.FromResult<IResult>(new Refusal(error))
            : Refusal.OnPageAsync<PackPage>(context, error, new { Name = name, error.Code, error.Clause });

    private static string Shorten(string? text) => text is { Length: > 4_000 } ? text[..4_000] : text ?? string.Empty;
}
