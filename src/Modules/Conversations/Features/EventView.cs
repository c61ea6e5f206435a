using FirstWindow.Conversations.Domain;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Features;

/// <summary>An event as people and programs see it.</summary>
/// <param name="Seq">Its number in the conversation, from 1, without gaps.</param>
/// <param name="Id">Id its sender chose.</param>
/// <param name="Kind">message or state.</param>
/// <param name="From">customer, assistant, agent or system.</param>
/// <param name="Text">The words; empty for a change of state, and when the words were erased.</param>
/// <param name="At">When it was accepted.</param>
/// <param name="State">For a change of state: what it is now, and the number of the agent concerned.</param>
internal sealed record EventView(
    int Seq, Guid Id, EventKind Kind, Sender From, string Text, DateTimeOffset At, StateFacts? State)
{
    /// <summary>For a file: what it is; then the words are its name.</summary>
    public FileFacts? File { get; init; }

    /// <summary>The event as the data of a server-sent event.</summary>
    public byte[] ToData() => Write(Seq, Id, From, Text, At, State, File);

    /// <summary>Writes an event's data; hand-written because every message passes here.</summary>
    public static byte[] Write(
        int seq, Guid id, Sender from, string text, DateTimeOffset at, StateFacts? state, FileFacts? file)
    {
        return SmallJson.Write((seq, id, from, text, at, state, file), static (json, e) =>
        {
            json.WriteStartObject();
            json.WriteNumber("seq"u8, e.seq);
            json.WriteString("id"u8, e.id);
            json.WriteString("from"u8, e.from.ToCode());
            json.WriteString("text"u8, e.text);
            json.WriteString("at"u8, e.at);
            if (e.state is { } state)
            {
                json.WriteString("state"u8, state.State);
                if (state.Agent is not null)
                {
                    json.WriteString("agent"u8, state.Agent);
                }

                if (state.Name is not null)
                {
                    json.WriteString("name"u8, state.Name);
                }

                if (state.Until is { } until)
                {
                    json.WriteString("until"u8, until);
                }
            }

            if (e.file is { } file)
            {
                json.WriteStartObject("file"u8);
                json.WriteString("id"u8, file.Id);
                json.WriteString("name"u8, file.Name);
                json.WriteString("type"u8, file.Type);
                json.WriteNumber("bytes"u8, file.Bytes);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }).ToArray();
    }
}

/// <summary>The facts of a file.</summary>
/// <param name="Id">By which it is fetched.</param>
/// <param name="Name">Its name, cleaned.</param>
/// <param name="Type">Its media type, from its content.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Digest of the bytes that are kept: the journal vouches for the file by it.</param>
internal sealed record FileFacts(Guid Id, string Name, string Type, int Bytes, string Sha256);

/// <summary>The facts of a change of state.</summary>
/// <param name="State">assistant, waiting, left, connecting, assigned, ended, closed.</param>
/// <param name="Agent">Number of the agent, where one is concerned.</param>
/// <param name="Name">The agent's name.</param>
internal sealed record StateFacts(string State, string? Agent = null, string? Name = null)
{
    /// <summary>Until when a message that was left is answered.</summary>
    public DateTimeOffset? Until { get; init; }
}
