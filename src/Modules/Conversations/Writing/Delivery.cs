using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Feed;

namespace FirstWindow.Conversations.Writing;

/// <summary>Brings what a batch wrote to the screens of this node and to the assistant.</summary>
internal sealed class Delivery(
    ConversationStreams streams, ChangeFeed feed, ConciergeQueue concierge, TemperQueue tempers)
{
    /// <summary>What other nodes must be told: the conversations, and the desks that have them.</summary>
    public static IReadOnlyCollection<string> TopicsOf(BatchPlan plan)
    {
        var topics = DeskTopicsOf(plan);
        foreach (var (_, head) in plan.Delivered)
        {
            topics.Add(ConversationStreams.TopicOf(head.Id));
        }

        return topics;
    }

    /// <summary>Pushes the events, rings the desks, and wakes the assistant.</summary>
    public void Deliver(BatchPlan plan)
    {
        foreach (var (write, head) in plan.Delivered)
        {
            var message = write.Message!;
            if (streams.HasListeners(head.Id))
            {
                var data = EventView.Write(
                    write.Outcome.Seq, message.ClientId, message.Sender, message.Text, write.Outcome.At, null,
                    message.File?.Facts);
                streams.Push(head.Id, new(write.Outcome.Seq, data, IsTyping: false));
            }

            if (message.Sender is Sender.Customer && head.State is ConversationState.Assistant)
            {
                concierge.Enqueue(head.Id);
            }
            else if (head.State is ConversationState.Assigned)
            {
                tempers.Enqueue(head.Id);
            }
        }

        feed.Publish(DeskTopicsOf(plan));
    }

    private static HashSet<string> DeskTopicsOf(BatchPlan plan)
    {
        var topics = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, head) in plan.Delivered)
        {
            if (head.Agent is { } agent)
            {
                topics.Add(ContactBook.DeskTopic(new StaffId(agent)));
                topics.Add(ContactBook.InsideTopic(head.Id));
            }
        }

        return topics;
    }
}
