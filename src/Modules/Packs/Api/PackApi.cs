using System.ComponentModel.DataAnnotations;
using FirstWindow.Language;
using FirstWindow.Packs.Domain;
using FirstWindow.Packs.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Packs.Api;

/// <summary>Body of a pack to be checked or weighed.</summary>
public sealed record PackBody([property: Required] string Content);

/// <summary>Body of a pack to be tried on a text.</summary>
public sealed record PackTrialBody(
    [property: Required] string Content, [property: Required, StringLength(4_000)] string Text);

/// <summary>Body of a proposal.</summary>
public sealed record PackProposalBody(
    [property: Required] string Content, [property: Required, StringLength(500)] string Reason, int BasedOn);

/// <summary>Body of a return to the shipped pack.</summary>
public sealed record PackReturnBody([property: Required, StringLength(500)] string Reason);

/// <summary>Every URL of the language packs with the permission it needs; nothing else is routed.</summary>
internal static class PackApi
{
    public static void MapPacks(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/packs").WithTags("Packs");
        api.MapGet("", ListAsync).RequirePermission(PackPermissions.Read);
        api.MapGet("/{name}", ReadAsync).RequirePermission(PackPermissions.Read);
        api.MapPost("/{name}/checks", Check).RequirePermission(PackPermissions.Propose);
        api.MapPost("/{name}/trials", TryAsync).RequirePermission(PackPermissions.Propose);
        api.MapPost("/{name}/previews", PreviewAsync).RequirePermission(PackPermissions.Propose);
        api.MapPost("/{name}/proposals", ProposeAsync).RequirePermission(PackPermissions.Propose);
        api.MapPost("/{name}/returns", ReturnAsync).RequirePermission(PackPermissions.Decide);
        api.MapPut("/proposals/{id:guid}/decision", DecideAsync).RequirePermission(PackPermissions.Decide);
    }

    private static async Task<IResult> ListAsync(PackBook book, CancellationToken ct)
    {
        var packs = await book.FreshAsync(ct);
        return Results.Json(PackFacts.All.Select(p => new
        {
            p.Name,
            Version = packs.Edited.GetValueOrDefault(p.Name)?.Version ?? 0,
            Fault = packs.Refused.GetValueOrDefault(p.Name),
        }), JsonSettings.Options);
    }

    private static async Task<IResult> ReadAsync(string name, PackBook book, PackChanges changes, CancellationToken ct)
    {
        if (PackFacts.Of(name) is null)
        {
            return PackErrors.NotFound.ToProblem();
        }

        var packs = await book.FreshAsync(ct);
        var versions = await changes.ListAsync(name, ct);
        return Results.Json(new
        {
            Content = packs.Set.TextOf(name),
            Shipped = PackSet.Shipped.TextOf(name),
            Version = packs.Edited.GetValueOrDefault(name)?.Version ?? 0,
            Newest = versions.Count == 0 ? 0 : versions[0].Version,
            Versions = versions.Select(v =>
                new { v.Id, v.Version, v.State, v.Reason, v.ProposedAt, v.DecidedAt, v.IsReturn }),
        }, JsonSettings.Options);
    }

    private static IResult Check(string name, PackBody body) => PackFacts.Of(name) is null
        ? PackErrors.NotFound.ToProblem()
        : Results.Json(Checked(name, body.Content), JsonSettings.Options);

    private static object Checked(string name, string content)
    {
        var faults = PackBook.Check(name, content);
        return new { Faults = faults, Held = faults.Count == 0 ? PackCheck.Judge(name, content) : [] };
    }

    private static async Task<IResult> TryAsync(
        string name, PackTrialBody body, PackTrials trials, CancellationToken ct) =>
        (await trials.TryAsync(name, body.Content, body.Text, ct)).ToOk();

    private static async Task<IResult> PreviewAsync(
        string name, PackBody body, Actor actor, PackTrials trials, CancellationToken ct) =>
        (await trials.PreviewAsync(name, body.Content, actor, ct)).ToOk();

    private static async Task<IResult> ProposeAsync(
        string name, PackProposalBody body, Actor actor, PackChanges changes, CancellationToken ct)
    {
        var result = await changes.ProposeAsync(new(name, body.Content, body.Reason, body.BasedOn), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Created((string?)null, new { result.Value!.Id, result.Value.Version });
    }

    private static async Task<IResult> ReturnAsync(
        string name, PackReturnBody body, Actor actor, PackChanges changes, CancellationToken ct) =>
        (await changes.ReturnAsync(name, body.Reason, actor, ct)).Error is { } error
            ? error.ToProblem() : Results.NoContent();

    private static async Task<IResult> DecideAsync(
        Guid id, DecisionBody body, Actor actor, PackChanges changes, CancellationToken ct) =>
        (await changes.DecideAsync(id, body.Approve, actor, ct)).Error is { } error
            ? error.ToProblem() : Results.NoContent();
}
