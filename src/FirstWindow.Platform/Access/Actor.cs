using Microsoft.AspNetCore.Http;

namespace FirstWindow.Platform.Access;

/// <summary>Who asks: every use case receives one, and rows are looked up by what it may do with them.</summary>
public sealed record Actor(ActorKind Kind, Guid Id, IReadOnlySet<Role> Roles)
{
    private static readonly IReadOnlySet<Role> NoRoles = new HashSet<Role>();

    /// <summary>The program itself.</summary>
    public static Actor System { get; } = new(ActorKind.System, Guid.Empty, NoRoles);

    /// <summary>Name for screens; never journaled.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Number a customer may be told.</summary>
    public string Number { get; init; } = string.Empty;

    /// <summary>Team, for rows that only one team may see.</summary>
    public string? Team { get; init; }

    /// <summary>Why personal data is touched, where it is.</summary>
    public string? Purpose { get; init; }

    /// <summary>The contact at hand, if any.</summary>
    public ConversationId? Contact { get; init; }

    /// <summary>The role that the permission in use was granted by; set by the gate.</summary>
    public Role? RoleInUse { get; init; }

    /// <summary>The session that carries the request; streams end with it.</summary>
    public Guid Session { get; init; }

    /// <summary>Whether the desk is locked: until its person opens it, it gets nothing.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Whether the pledge in force is still to be accepted.</summary>
    public bool OwesPledge { get; init; }

    /// <summary>Whether a passkey of the person is known: pages offer it.</summary>
    public bool HasPasskey { get; init; }

    /// <summary>This actor as staff.</summary>
    public StaffId StaffId => Kind is ActorKind.Staff or ActorKind.Service ? new(Id) : default;

    /// <summary>A customer or visitor speaking in a conversation.</summary>
    public static Actor Visitor(ConversationId conversation) =>
        new(ActorKind.Customer, conversation.Value, NoRoles) { Contact = conversation };

    /// <summary>Whether one of the roles grants the permission.</summary>
    public bool May(Permission permission) => permission.Roles.Any(Roles.Contains);

    /// <summary>Lets a handler parameter of this type be filled from the request.</summary>
    public static ValueTask<Actor?> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Features.Get<Actor>());
}

/// <summary>Something that may be done, and the roles that may do it: the whole access policy of a module is a list of
/// these.</summary>
/// <param name="Code">Stable code, e.g. <c>conversation.reply</c>.</param>
/// <param name="Roles">Roles that have it; deny is the default.</param>
public sealed record Permission(string Code, params IReadOnlyList<Role> Roles)
{
    /// <summary>Any role at all: being signed in is enough.</summary>
    public static readonly Permission AnyStaff = new("staff.any", Enum.GetValues<Role>());

    /// <summary>Whether customers' data open by it: then only to who has accepted the pledge.</summary>
    public bool OpensCustomers { get; init; }
}

/// <summary>What a route that needs no staff permission relies on instead; every route states one or the
/// other.</summary>
/// <param name="Why">Reason a reviewer can check.</param>
/// <param name="Side">Whose host answers it.</param>
public sealed record OpenRoute(string Why, Side Side);

/// <summary>Whose host answers a route, where customers and staff have one each.</summary>
public enum Side
{
    /// <summary>The customers' host.</summary>
    Customers,

    /// <summary>The staff's; routes with a permission are the staff's too.</summary>
    Staff,

    /// <summary>Any: it is the same for everybody, or asked for by machines.</summary>
    Any,
}

/// <summary>A route that a locked desk may still ask, because nothing about a customer comes from it.</summary>
public sealed record OpenWhileLocked;
