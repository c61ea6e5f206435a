using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FirstWindow.Platform.Storage;

/// <summary>
/// How values are stored, the same on both engines: instants are UTC microseconds, ids 16 bytes in time order,
/// enumerations their names. EF Core's own choices differ by engine (SQLite could not even order instants).
/// </summary>
public static class Conventions
{
    /// <summary>An instant as stored.</summary>
    public static long ToMicroseconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / 10;

    /// <summary>A stored instant.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * 10);

    /// <summary>An id as SQLite stores it: big-endian, so that byte order is time order.</summary>
    public static byte[] ToBytes(Guid id) => id.ToByteArray(bigEndian: true);

    /// <summary>An id as a parameter of a hand-written statement.</summary>
    public static object ToParameter(this Engine engine, Guid id) => engine is Engine.Sqlite ? ToBytes(id) : id;

    /// <summary>An id read by a hand-written statement.</summary>
    public static Guid ToGuid(object value) => value as Guid? ?? new Guid((byte[])value, bigEndian: true);

    /// <summary>The property name as a column name: <c>LeaseUntil</c> is <c>lease_until</c>.</summary>
    public static string ColumnName(string property)
    {
        var name = new StringBuilder(property.Length + 4);
        for (var i = 0; i < property.Length; i++)
        {
            if (char.IsUpper(property[i]) && i > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToLowerInvariant(property[i]));
        }

        return name.ToString();
    }

    internal static void Apply(
        ModelConfigurationBuilder configuration, Engine engine, IEnumerable<IModelMapping> mappings)
    {
        configuration.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        configuration.Properties<DateOnly>().HaveConversion<DayConverter>();
        configuration.Properties<Enum>().HaveConversion<string>();
        if (engine is Engine.Sqlite)
        {
            configuration.Properties<Guid>().HaveConversion<GuidToBytesConverter>();
        }

        var assemblies = mappings.Select(m => m.GetType().Assembly).Append(typeof(Conventions).Assembly).Distinct();
        foreach (var id in assemblies.SelectMany(a => a.GetTypes()).Where(IsId))
        {
            var converter = engine is Engine.Sqlite ? typeof(IdToBytesConverter<>) : typeof(IdToGuidConverter<>);
            configuration.Properties(id).HaveConversion(converter.MakeGenericType(id));
        }
    }

    internal static void NameColumns(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(ColumnName(property.Name));
            }
        }
    }

    // An expression tree cannot call a static interface member itself.
    private static TId Revive<TId>(Guid value)
        where TId : struct, IId<TId> => TId.From(value);

    private static bool IsId(Type type) =>
        type.IsValueType
            && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>));

    private sealed class InstantConverter()
        : ValueConverter<DateTimeOffset, long>(i => ToMicroseconds(i), m => FromMicroseconds(m));

    private sealed class DayConverter()
        : ValueConverter<DateOnly, int>(d => d.DayNumber, n => DateOnly.FromDayNumber(n));

    private sealed class GuidToBytesConverter() : ValueConverter<Guid, byte[]>(g => ToBytes(g), b => new Guid(b, true));

    private sealed class IdToBytesConverter<TId>()
        : ValueConverter<TId, byte[]>(i => ToBytes(i.Value), b => Revive<TId>(new Guid(b, true)))
        where TId : struct, IId<TId>;

    private sealed class IdToGuidConverter<TId>() : ValueConverter<TId, Guid>(i => i.Value, g => Revive<TId>(g))
        where TId : struct, IId<TId>;
}
