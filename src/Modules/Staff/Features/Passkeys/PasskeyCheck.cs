using FirstWindow.Platform;
using FirstWindow.Staff.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FirstWindow.Staff.Features.Passkeys;

/// <summary>Where the house stands for a browser: a passkey works at this address only.</summary>
internal sealed record PasskeySite(string Origin, string Domain)
{
    /// <summary>The address a request was made to.</summary>
    public static PasskeySite Of(HttpRequest request) =>
        new($"{request.Scheme}://{request.Host}", request.Host.Host);
}

/// <summary>What the browser is asked, and what the check of its answer needs to know again.</summary>
internal sealed record PasskeyQuestion(string Options, string State);

/// <summary>
/// Asks for and checks passkeys of one person by the framework's handler (WebAuthn level 3), which is handed the
/// person's passkeys and reads nothing else. The device must have checked who holds it. No database and no journal.
/// </summary>
internal sealed class PasskeyCheck
{
    private static readonly int[] Algorithms = [-7, -35, -36, -37, -257]; // ES256, ES384, ES512, PS256, RS256

    private readonly PasskeyHandler<StaffMember> handler;
    private readonly StaffMember? staff;

    /// <param name="site">Where.</param>
    /// <param name="staff">Whose; nobody while it is not known who signs in.</param>
    /// <param name="passkeys">All the person has.</param>
    public PasskeyCheck(PasskeySite site, StaffMember? staff, IReadOnlyList<Passkey> passkeys)
    {
        this.staff = staff;
        handler = new(PasskeysOfOne.Serve(staff, passkeys), Options.Create(new IdentityPasskeyOptions
        {
            ServerDomain = site.Domain,
            AuthenticatorTimeout = PasskeyChallenge.Lifetime,
            UserVerificationRequirement = "required",
            ResidentKeyRequirement = "required",
            AttestationConveyancePreference = "none",
            IsAllowedAlgorithm = Algorithms.Contains,
            ValidateOrigin = asked =>
            {
                IsFromElsewhere = asked.CrossOrigin || asked.Origin != site.Origin;
                return ValueTask.FromResult(!IsFromElsewhere);
            },
        }));
    }

    /// <summary>Whether the last answer was given to another address.</summary>
    public bool IsFromElsewhere { get; private set; }

    /// <summary>Asks for a new passkey.</summary>
    public async Task<PasskeyQuestion> AskForNewAsync()
    {
        var question = await handler.MakeCreationOptionsAsync(
            new() { Id = IdOf(staff!), Name = staff!.UserName, DisplayName = staff.Name }, new DefaultHttpContext());
        return new(question.CreationOptionsJson, question.AttestationState!);
    }

    /// <summary>Asks for one that is known.</summary>
    public async Task<PasskeyQuestion> AskAsync()
    {
        var question = await handler.MakeRequestOptionsAsync(staff, new DefaultHttpContext());
        return new(question.RequestOptionsJson, question.AssertionState!);
    }

    /// <summary>The new passkey; none when the answer is not right.</summary>
    public async Task<UserPasskeyInfo?> TakeNewAsync(string state, string answer)
    {
        var result = await handler.PerformAttestationAsync(
            new() { HttpContext = new DefaultHttpContext(), CredentialJson = answer, AttestationState = state });
        return result.Succeeded && result.UserEntity.Id == IdOf(staff!) ? result.Passkey : null;
    }

    /// <summary>The passkey with the device's count; none when the answer is not right.</summary>
    public async Task<UserPasskeyInfo?> TakeAsync(string state, string answer)
    {
        var result = await handler.PerformAssertionAsync(
            new() { HttpContext = new DefaultHttpContext(), CredentialJson = answer, AssertionState = state });
        return result.Succeeded ? result.Passkey : null;
    }

    private static string IdOf(StaffMember staff) => staff.Id.Value.ToString("n");

    /// <summary>What the framework's handler asks of a store of users: one person's passkeys, to read.</summary>
    private sealed class PasskeysOfOne(StaffMember? staff, IReadOnlyList<Passkey> passkeys)
        : IUserPasskeyStore<StaffMember>
    {
        public static UserManager<StaffMember> Serve(StaffMember? staff, IReadOnlyList<Passkey> passkeys) => new(
            new PasskeysOfOne(staff, passkeys), Options.Create(new IdentityOptions()), null!, [], [], null!, null!,
            null!, NullLogger<UserManager<StaffMember>>.Instance);

        public Task<string> GetUserIdAsync(StaffMember user, CancellationToken ct) => Task.FromResult(IdOf(user));

        public Task<StaffMember?> FindByIdAsync(string userId, CancellationToken ct) =>
            Task.FromResult(staff is not null && userId == IdOf(staff) ? staff : null);

        public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(StaffMember user, CancellationToken ct) =>
            Task.FromResult<IList<UserPasskeyInfo>>([.. passkeys.Select(Told)]);

        public Task<UserPasskeyInfo?> FindPasskeyAsync(
            StaffMember user, byte[] credentialId, CancellationToken ct) => Task.FromResult(
                passkeys.SingleOrDefault(p => p.Credential.AsSpan().SequenceEqual(credentialId)) is { } found
                    ? Told(found) : null);

        // Whether anybody has it already is looked up where it is written.
        public Task<StaffMember?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken ct) =>
            Task.FromResult<StaffMember?>(null);

        public Task AddOrUpdatePasskeyAsync(StaffMember user, UserPasskeyInfo passkey, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task RemovePasskeyAsync(StaffMember user, byte[] credentialId, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<string?> GetUserNameAsync(StaffMember user, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task SetUserNameAsync(StaffMember user, string? userName, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<string?> GetNormalizedUserNameAsync(StaffMember user, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task SetNormalizedUserNameAsync(StaffMember user, string? normalizedName, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<IdentityResult> CreateAsync(StaffMember user, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<IdentityResult> UpdateAsync(StaffMember user, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<IdentityResult> DeleteAsync(StaffMember user, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<StaffMember?> FindByNameAsync(string normalizedUserName, CancellationToken ct) =>
            throw new NotSupportedException();

        public void Dispose()
        {
            // Holds nothing.
        }

        // The count is told as nought: whether it went back is an alarm of ours, not only a refusal of the framework's.
        private static UserPasskeyInfo Told(Passkey passkey) => new(
            passkey.Credential, passkey.PublicKey, passkey.AddedAt, signCount: 0, transports: null,
            isUserVerified: true, isBackupEligible: passkey.MayBeCopied, isBackedUp: false, attestationObject: [],
            clientDataJson: []);
    }
}
