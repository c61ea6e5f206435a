using FirstWindow.Platform;
using FirstWindow.Routing.Domain;

namespace FirstWindow.Tests;

/// <summary>The rules of assignment in the plainest words: for each step everything is looked at again.</summary>
internal sealed class PlainModel(
    IReadOnlyCollection<WaitingContact> contacts, IReadOnlyCollection<FreeAgent> agents, Dictionary<string, int> turns,
    MatchingRules rules)
{
    private readonly List<WaitingContact> waiting = [.. contacts];
    private readonly List<(WaitingContact Contact, FreeAgent Agent)> given = [];

    public List<(ConversationId, StaffId)> Run()
    {
        while (Next() is { } contact)
        {
            given.Add((contact, BestOf(contact)!));
            waiting.Remove(contact);
            turns[contact.Queue] = contact.Priority switch
            {
                3 => turns.GetValueOrDefault(contact.Queue) + 1,
                5 => 0,
                _ => turns.GetValueOrDefault(contact.Queue),
            };
        }

        return [.. given.Select(g => (g.Contact.Conversation, g.Agent.Staff))];
    }

    // The first by class, arrival and id of those somebody can take; if it is a privileged one too many, the first
    // ordinary one of its queue that somebody can take.
    private WaitingContact? Next()
    {
        var possible = waiting.Where(c => BestOf(c) is not null).OrderBy(c => c.Priority).ThenBy(c => c.ArrivedAt)
            .ThenBy(c => c.Conversation.Value).ToList();
        return possible.FirstOrDefault() is { Priority: 3 } first
            && turns.GetValueOrDefault(first.Queue) >= rules.PrivilegedMax
                ? possible.FirstOrDefault(c => c.Priority == 5 && c.Queue == first.Queue) ?? first
                : possible.FirstOrDefault();
    }

    private FreeAgent? BestOf(WaitingContact contact) => agents.Where(a => May(a, contact))
        .OrderBy(a => a.Staff == contact.Preferred ? 0 : 1).ThenBy(a => a.Lanes.Count)
        .ThenBy(a => given.FindLastIndex(g => g.Agent == a)).ThenBy(a => a.IdleSince).ThenBy(a => a.Staff.Value)
        .FirstOrDefault();

    private bool May(FreeAgent agent, WaitingContact contact)
    {
        var queue = rules.Queues[contact.Queue];
        var helps = queue.OverflowTo is { } target
            && (rules.Now - contact.QueuedAt).TotalSeconds >= queue.OverflowAfterSeconds
            && agent.Lanes.Contains(new(target, contact.Language));
        return (helps || agent.Lanes.Contains(new(contact.Queue, contact.Language)))
            && !rules.IsExcluded(contact.Conversation, agent.Staff)
            && given.Count(g => g.Agent == agent) < agent.Free
            && (!agent.FreeOn.TryGetValue(contact.Channel, out var limit)
                || given.Count(g => g.Agent == agent && g.Contact.Channel == contact.Channel) < limit);
    }
}
