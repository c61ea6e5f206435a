namespace FirstWindow.Language.Secrets;

internal enum SecretKind
{
    Password,
    OneTimeCode,
    CardSecurityCode,
    CardExpiry,
    CardTrack,
}

/// <summary>One secret and its place in the text, in UTF-16 units.</summary>
internal readonly record struct Secret(int Start, int Length, SecretKind Kind);
