namespace FirstWindow.Platform;

/// <summary>A typed id: 16 bytes, made in time order, never shown to people.</summary>
public interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    /// <summary>The 16 bytes as stored.</summary>
    Guid Value { get; }

    /// <summary>Gives stored bytes their type back.</summary>
    static abstract TSelf From(Guid value);
}

/// <summary>A member of the bank's staff.</summary>
public readonly record struct StaffId(Guid Value) : IId<StaffId>
{
    /// <summary>A new id, later than all made before it.</summary>
    public static StaffId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public static StaffId From(Guid value) => new(value);
}

/// <summary>A customer known to the bank.</summary>
public readonly record struct CustomerId(Guid Value) : IId<CustomerId>
{
    /// <summary>A new id, later than all made before it.</summary>
    public static CustomerId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public static CustomerId From(Guid value) => new(value);
}

/// <summary>One conversation of a customer with the bank, on any channel; while it is served it is a contact.</summary>
public readonly record struct ConversationId(Guid Value) : IId<ConversationId>
{
    /// <summary>A new id, later than all made before it.</summary>
    public static ConversationId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public static ConversationId From(Guid value) => new(value);

    /// <summary>
    /// A reference of eight letters and digits that cannot be mistaken for each other: what people say and write.
    /// </summary>
    public string ToReference()
    {
        const string letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"; // 32 of them
        Span<byte> bytes = stackalloc byte[16];
        Value.TryWriteBytes(bytes);
        Span<char> text = stackalloc char[8];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = letters[bytes[8 + i] & 31];
        }

        return new string(text);
    }
}
