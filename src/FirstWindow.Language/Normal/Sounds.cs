namespace FirstWindow.Language.Normal;

/// <summary>
/// The sound of a Chinese character, as one character that stands for all of its sound: people mistype by sound, voice
/// input mishears by sound, and many speakers do not tell zh from z, ch from c, sh from s.
/// </summary>
internal sealed class Sounds
{
    private readonly char[] soundOf;

    public Sounds(SoundPack pack) => soundOf = Build(pack);

    /// <summary>The character that stands for the sound; the character itself when its sound is not known.</summary>
    public char Of(char c) => soundOf[c];

    private static char[] Build(SoundPack pack)
    {
        var sounds = new char[65536];
        for (var i = 0; i < sounds.Length; i++)
        {
            sounds[i] = (char)i;
        }

        var groups = pack.Sounds
            .GroupBy(s => s.Key.Replace("zh", "z").Replace("ch", "c").Replace("sh", "s"), s => s.Value);
        foreach (var group in groups)
        {
            var characters = string.Concat(group);
            foreach (var c in characters)
            {
                sounds[c] = characters[0];
            }
        }

        return sounds;
    }
}

/// <summary>The pack of sounds as it stands in its file.</summary>
internal sealed class SoundPack
{
    public string Id { get; init; } = "";
    public string Source { get; init; } = "";
    public Dictionary<string, string> Sounds { get; init; } = [];
}
