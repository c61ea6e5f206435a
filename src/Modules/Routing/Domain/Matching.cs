using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Routing.Contracts;

namespace FirstWindow.Routing.Domain;

/// <summary>An agent who could take another contact.</summary>
internal sealed record FreeAgent(StaffId Staff, IReadOnlySet<Role> Roles, DateTimeOffset IdleSince, int Free);

/// <summary>
/// Who gets whom: a pure function, so that it can be checked against a model. Contacts by class, then arrival; of the
/// agents who may, the longest idle. After so many of a privileged class in a row, one ordinary contact comes first.
/// </summary>
[Clause("A3.1.1b")]
internal sealed class Matching(Func<long> privilegedInARowMax)
{
    private readonly Dictionary<string, long> privilegedInARow = [];

    /// <summary>Pairs contacts with agents.</summary>
    /// <param name="waiting">Contacts, any order.</param>
    /// <param name="agents">Agents with free places.</param>
    /// <param name="isExcluded">Whether an agent declined or missed this contact before.</param>
    public IEnumerable<(WaitingContact Contact, StaffId Agent)> Pair(
        IReadOnlyCollection<WaitingContact> waiting, IReadOnlyCollection<FreeAgent> agents, Func<ConversationId,
        StaffId, bool> isExcluded)
    {
        var places = agents.ToDictionary(a => a.Staff, a => a.Free);
        var taken = new Dictionary<StaffId, int>();
        foreach (var queue in waiting.GroupBy(w => w.Queue, StringComparer.Ordinal))
        {
            var served = ServiceQueue.Find(queue.Key)?.ServedBy ?? [];
            var eligible = agents.Where(a => served.Any(a.Roles.Contains)).OrderBy(a => a.IdleSince)
                .ThenBy(a => a.Staff.Value).ToList();
            foreach (var contact in InOrder(queue))
            {
                // Whoever was given one in this pass is the least idle of all.
                var agent = eligible.Where(a => places[a.Staff] > 0 && !isExcluded(contact.Conversation, a.Staff))
                    .OrderBy(a => taken.GetValueOrDefault(a.Staff)).FirstOrDefault();
                if (agent is null)
                {
                    continue;
                }

                places[agent.Staff]--;
                taken[agent.Staff] = taken.GetValueOrDefault(agent.Staff) + 1;
                Count(contact);
                yield return (contact, agent.Staff);
            }
        }
    }

    /// <summary>By class, then arrival; an ordinary contact is let in between when the privileged ones had their
    /// share.</summary>
    private IEnumerable<WaitingContact> InOrder(IGrouping<string, WaitingContact> queue)
    {
        var privileged = new Queue<WaitingContact>(Sorted(queue.Where(c => !IsOrdinary(c))));
        var ordinary = new Queue<WaitingContact>(Sorted(queue.Where(IsOrdinary)));
        while (privileged.Count + ordinary.Count > 0)
        {
            var hadTheirShare = privilegedInARow.GetValueOrDefault(queue.Key) >= privilegedInARowMax();
            yield return privileged.Count > 0 && !(hadTheirShare && ordinary.Count > 0) ? privileged.Dequeue()
                : ordinary.Dequeue();
        }
    }

    private static IEnumerable<WaitingContact> Sorted(IEnumerable<WaitingContact> contacts) =>
        contacts.OrderBy(c => c.Priority).ThenBy(c => c.ArrivedAt).ThenBy(c => c.Conversation.Value);

    private static bool IsOrdinary(WaitingContact contact) => contact.Priority >= (int)ContactClass.Ordinary;

    private void Count(WaitingContact contact) =>
        privilegedInARow[contact.Queue] = IsOrdinary(contact) ? 0
            : privilegedInARow.GetValueOrDefault(contact.Queue) + 1;
}
