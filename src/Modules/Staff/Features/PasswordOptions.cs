using System.ComponentModel.DataAnnotations;
using FirstWindow.Staff.Domain;

namespace FirstWindow.Staff.Features;

/// <summary>Whose rules passwords follow.</summary>
internal enum PasswordProfile
{
    /// <summary>GB/T 22239-2019, level 3: kinds of characters are asked for; telephones that go wrong by half a minute
    /// are borne with.</summary>
    Gb,

    /// <summary>OWASP ASVS 5.0: longer, of whatever characters a person likes; a code lives its own 30
    /// seconds.</summary>
    Asvs,
}

/// <summary>Section "Passwords".</summary>
internal sealed class PasswordOptions : IValidatableObject
{
    public PasswordProfile Profile { get; set; }

    /// <summary>How many steps before and after its own a one-time code is taken.</summary>
    public int CodeNeighbours => Profile is PasswordProfile.Asvs ? 0 : 1;

    /// <summary>A file of stolen passwords that the bank keeps, besides the list we ship.</summary>
    public string BreachedFile { get; set; } = string.Empty;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (BreachedFile.Length > 0 && !StolenPasswords.IsReadable(BreachedFile))
        {
            yield return new("Passwords:BreachedFile must be a file whose lines are 40 hexadecimal digits of SHA-1, "
                + "a colon and a count, in the order of the digits.");
        }
    }
}
