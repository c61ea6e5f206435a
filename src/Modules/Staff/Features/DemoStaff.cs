using System.Security.Cryptography;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace FirstWindow.Staff.Features;

/// <summary>The demo bank's staff, with passwords and secrets made at the first start and kept only in
/// <c>demo-accounts.json</c>.</summary>
internal sealed class DemoStaff(Database db, SubjectKeys keys, StorageOptions storage, DatabaseClock clock) : IDemoSeed
{
    private static readonly TimeSpan CertifiedFor = TimeSpan.FromDays(365);

    public int Order => 10;

    public async Task SeedAsync(string folder, CancellationToken ct)
    {
        if (await db.Set<StaffMember>().AnyAsync(ct))
        {
            return;
        }

        var yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();
        var people = yaml.Deserialize<List<Person>>(
            await File.ReadAllTextAsync(Path.Combine(folder, "staff.yaml"), ct));
        // Hashing is slow on purpose, so all processors share it.
        var passwords = people.Select(_ => NewPassword()).ToList();
        var hashes = passwords.AsParallel().AsOrdered().Select(Passwords.Hash).ToList();
        var accounts = people.Select((person, i) => Add(person, passwords[i], hashes[i])).ToList();
        // Before the commit: an account nobody can use would be worse than an unused file.
        await WriteAsync(accounts, ct);
        await db.CommitAsync(ct);
    }

    private DemoAccount Add(Person person, string password, string passwordHash)
    {
        var id = StaffId.New();
        var secret = RandomNumberGenerator.GetBytes(20);
        var staff = new StaffMember
        {
            Id = id,
            UserName = person.UserName,
            Name = person.Name,
            Number = person.Number,
            Team = person.Team,
            Roles = string.Join(',', person.Roles),
            Languages = string.Join(',', person.Languages),
            PasswordHash = passwordHash,
            TotpSecret = keys.SealWithMaster(secret, id.Value),
        };
        staff.NoteConfirming(clock.Now);
        db.Add(staff);
        db.Add(new PledgeAcceptance { Staff = id, Version = 1, At = clock.Now }); // The demo opens at once.
        foreach (var code in CertificatesOf(person.Roles).Concat(person.Skills))
        {
            db.AddRange(person.Languages.Select(language => Certificate.Grant(
                id, new(code, HeldCertificate.Everywhere, language, 2, clock.Now + CertifiedFor), null, clock.Now)));
        }

        return new(person.UserName, password, Totp.ToBase32(secret), person.Roles, person.Name);
    }

    // Whoever takes hard cases has learnt the easy ones.
    private static string[] CertificatesOf(List<string> roles) =>
        roles.Contains(Role.Expert.ToCode()) || roles.Contains(Role.Supervisor.ToCode()) ? ["general", "expert"]
            : roles.Contains(Role.Agent.ToCode()) ? ["general"] : [];

    private async Task WriteAsync(List<DemoAccount> accounts, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(Path.Combine(storage.DataFolder, "demo-accounts.json"), options);
        await JsonSerializer.SerializeAsync(file, accounts, JsonSettings.Options, ct);
    }

    // Readable aloud: no 0/O, 1/l/I.
    private static string NewPassword() =>
        RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz", 5) + '-' + RandomNumberGenerator.GetString(
            "ABCDEFGHJKLMNPQRSTUVWXYZ", 4)
        + '-' + RandomNumberGenerator.GetString("23456789", 4);

    private sealed class Person
    {
        public string UserName { get; set; } = string.Empty;

        public string Name { get; set; } = string.Empty;

        public string Number { get; set; } = string.Empty;

        public string? Team { get; set; }

        public List<string> Roles { get; set; } = [];

        public List<string> Languages { get; set; } = [];

        /// <summary>Certificates besides those of the post.</summary>
        public List<string> Skills { get; set; } = [];
    }
}
