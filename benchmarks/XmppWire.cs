using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FirstWindow.Bench;

/// <summary>A signed-in XMPP client: as much of RFC 6120 as a message needs.</summary>
internal sealed class XmppWire : IDisposable
{
    private const string Open = "<stream:stream to='localhost' version='1.0' xmlns='jabber:client' "
        + "xmlns:stream='http://etherx.jabber.org/streams'>";

    private readonly Socket socket;
    private readonly byte[] buffer = new byte[64 * 1024];
    private int filled;

    /// <summary>Registers the user, signs in, and is there for messages.</summary>
    public XmppWire(int port, string user)
    {
        socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        Address = $"{user}@localhost/bench";
        Ask(Open, "</stream:features>");
        Ask($"<iq type='set' id='r'><query xmlns='jabber:iq:register'><username>{user}</username>"
            + "<password>bench</password></query></iq>", "type='result'");
        var proof = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0bench"));
        Ask($"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{proof}</auth>", "<success");
        Ask(Open, "</stream:features>");
        Ask("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bench</resource></bind></iq>",
            "</jid>");
        Ask("<presence/><iq type='get' id='p' to='localhost'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
            "</iq>");
    }

    public int Handle => (int)socket.Handle;

    public string Address { get; }

    public void Send(ReadOnlySpan<byte> stanza) => Poll.SendAll(Handle, stanza);

    /// <summary>Takes what has come.</summary>
    /// <returns>How many whole messages were in it.</returns>
    public int Receive()
    {
        var got = Poll.Receive(Handle, buffer.AsSpan(filled));
        if (got <= 0)
        {
            throw new IOException("The server closed a connection.");
        }

        filled += got;
        var whole = 0;
        for (int end; (end = buffer.AsSpan(0, filled).IndexOf("</message>"u8)) >= 0; whole++)
        {
            var rest = buffer.AsSpan(end + 10, filled - end - 10);
            rest.CopyTo(buffer);
            filled = rest.Length;
        }

        return whole;
    }

    public void Dispose() => socket.Dispose();

    private void Ask(string words, string until)
    {
        Send(Encoding.UTF8.GetBytes(words));
        for (filled = 0; !Encoding.UTF8.GetString(buffer, 0, filled).Contains(until, StringComparison.Ordinal);)
        {
            var got = Poll.Receive(Handle, buffer.AsSpan(filled));
            filled += got > 0 ? got : throw new IOException(
                $"The server closed a connection after: {Encoding.UTF8.GetString(buffer, 0, filled)}");
        }

        filled = 0;
    }
}
