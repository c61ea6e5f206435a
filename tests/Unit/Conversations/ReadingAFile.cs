using System.Text;
using FirstWindow.Conversations.Domain.Files;
using FirstWindow.Language;
using FirstWindow.Platform.Files;
using Xunit;

namespace FirstWindow.Tests.Unit.Conversations;

public sealed class ReadingAFile
{
    public static readonly TheoryData<string> Kinds = new("png", "jpeg", "gif", "webp", "pdf", "packed.pdf");

    public static readonly TheoryData<string> Pictures = new("png", "jpeg", "gif", "webp");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_kind_follows_from_its_content(string kind)
    {
        var file = SafeFile.Read(SampleOf(kind)).Value!;

        Assert.EndsWith(kind.Split('.')[^1], file.Type);
        Assert.Equal(!kind.EndsWith("pdf", StringComparison.Ordinal), file.IsPicture);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Nothing_of_place_camera_or_person_is_kept(string kind)
    {
        var file = SafeFile.Read(SampleOf(kind)).Value!;

        Assert.DoesNotContain(SampleFiles.Trace, Encoding.Latin1.GetString(file.Content));
        Assert.Equal(file.Content, SafeFile.Read(file.Content).Value!.Content); // What is kept is a picture again.
    }

    [Fact]
    public void Which_way_is_up_is_kept()
    {
        var file = SafeFile.Read(SampleFiles.Jpeg()).Value!;

        Assert.True(file.Content.AsSpan().IndexOf<byte>([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]) > 0);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void A_second_file_behind_the_picture_is_refused_and_other_rests_are_dropped(string kind)
    {
        byte[] archive = [.. SampleOf(kind), .. "PK\u0003\u0004"u8];
        byte[] page = [.. SampleOf(kind), .. "<HTML><script>alert(1)</script>"u8];
        byte[] rest = [.. SampleOf(kind), 0, 0, 7, 7];

        Assert.Equal(FileErrors.TwoInOne, SafeFile.Read(archive).Error);
        Assert.Equal(FileErrors.TwoInOne, SafeFile.Read(page).Error);
        Assert.Equal(SafeFile.Read(SampleOf(kind)).Value!.Content, SafeFile.Read(rest).Value!.Content);
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>")]
    [InlineData("<!doctype html><script>alert(1)</script>")]
    [InlineData("GIF89a=1;alert(1)//")]
    [InlineData("\u0089PNG<script>alert(1)</script>")]
    [InlineData("RIFF....WEBP<script>")]
    [InlineData("PK\u0003\u0004 a zip")]
    [InlineData("MZ a program")]
    [InlineData("hello")]
    public void Anything_else_is_refused(string content) =>
        Assert.Equal(FileErrors.UnknownKind, SafeFile.Read(Encoding.Latin1.GetBytes(content)).Error);

    [Fact]
    public void A_pdf_that_runs_something_or_is_two_files_is_refused()
    {
        Assert.Equal(FileErrors.Active, SafeFile.Read(SampleFiles.Pdf("/OpenAction << /S /JavaScript >>")).Error);
        Assert.Equal(FileErrors.Active, SafeFile.Read(SampleFiles.Pdf("/AA << /S /Launch >>")).Error);
        Assert.Equal(FileErrors.TwoInOne, SafeFile.Read(SampleFiles.Pdf("<script>alert(1)</script>")).Error);
        Assert.Equal(FileErrors.TwoInOne, SafeFile.Read([.. SampleFiles.Pdf(), .. "PK\u0005\u0006more"u8]).Error);
        Assert.Equal(FileErrors.UnknownKind, SafeFile.Read(SampleFiles.Pdf()[..60]).Error);
    }

    [Theory]
    [InlineData("/OpenAction << /S /J#61vaScript >>")]
    [InlineData("/AA << /S /#4caunch >>")]
    [InlineData("/Names << /EmbeddedFiles 9 0 R >>")]
    [InlineData("/AcroForm << /XFA 9 0 R >>")]
    public void A_pdf_that_spells_it_otherwise_or_packs_it_away_is_refused(string with)
    {
        Assert.Equal(FileErrors.Active, SafeFile.Read(SampleFiles.Pdf(with)).Error);
        Assert.Equal(FileErrors.Active, SafeFile.Read(SampleFiles.PackedPdf($"<< {with} >>")).Error);
        Assert.Equal(FileErrors.Active, SafeFile.Read(
            SampleFiles.PackedPdf($"<< {with} >>", "/N 1 /First 4 /#46ilter [/FlateDecode]")).Error);
    }

    [Theory]
    [InlineData("/Type /ObjStm /Filter /LZWDecode")]
    [InlineData("/Type /ObjStm /Filter [/ASCII85Decode /FlateDecode]")]
    [InlineData("/Type /ObjStm /Filter [/FlateDecode /FlateDecode]")]
    [InlineData("/Type /ObjStm /Filter 9 0 R /X /FlateDecode")]
    [InlineData("/Type /ObjStm /Filter [/FlateDecode 9 0 R]")]
    [InlineData("/Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>")]
    [InlineData("/Type /ObjStm /N 1 /X (1 0 obj <<) /Filter /FlateDecode")]
    [InlineData("/Type /ObjStm /N 1 /X (1 0 obj << \\() /Filter /FlateDecode")]
    [InlineData("/Type /ObjStm /N 1 /X <1 0 obj<<> /Filter /FlateDecode")]
    public void A_pdf_that_cannot_be_taken_apart_is_refused(string dictionary) =>
        Assert.Equal(FileErrors.Unreadable, SafeFile.Read(SampleFiles.PackedPdf("<< /A 1 >>", dictionary)).Error);

    [Fact]
    public void A_remark_cannot_hide_where_an_object_begins() =>
        Assert.Equal(FileErrors.Active, SafeFile.Read(SampleFiles.PackedPdf(
            "<< /S /Launch >>", "/Type /ObjStm % 1 0 obj <<\n /Filter /FlateDecode")).Error);

    [Fact]
    public void A_pdf_that_swells_is_broken_or_locked_is_refused()
    {
        var bomb = SampleFiles.Deflated(new byte[64 * 1024 * 1024]);
        var broken = SampleFiles.Deflated("3 0 << /A 1 >>"u8.ToArray());
        broken[^6] ^= 0x55;

        Assert.Equal(FileErrors.Unreadable, SafeFile.Read(SampleFiles.PackedPdf(bomb)).Error);
        Assert.Equal(FileErrors.Unreadable, SafeFile.Read(SampleFiles.PackedPdf(broken)).Error);
        Assert.Equal(FileErrors.Unreadable, SafeFile.Read(SampleFiles.PackedPdf("not packed at all"u8.ToArray())).Error);
        Assert.Equal(FileErrors.Locked, SafeFile.Read(SampleFiles.Pdf("/Encrypt 9 0 R")).Error);
    }

    [Fact]
    public void A_packed_pdf_that_runs_nothing_is_taken_as_it_is()
    {
        var pdf = SampleFiles.PackedPdf("<< /Type /Page /Annots [ << /S /URI /URI (https://bank.example) >> ] >>");
        byte[] picture = SampleFiles.PackedPdf(
            SampleFiles.Deflated(new byte[32 * 1024 * 1024]), "/Subtype /Image /Filter /FlateDecode");

        Assert.Equal(pdf, SafeFile.Read(pdf).Value!.Content);
        Assert.Null(SafeFile.Read(picture).Error); // What holds no objects is not unpacked.
    }

    [Fact]
    public void A_picture_of_too_many_pixels_is_refused()
    {
        var gif = SampleFiles.Gif();
        (gif[6], gif[7], gif[8], gif[9]) = (0xff, 0xff, 0xff, 0xff);

        Assert.Equal(FileErrors.TooManyPixels, SafeFile.Read(gif).Error);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cut_off_or_damaged_anywhere_it_is_refused_or_taken_but_never_a_fault(string kind)
    {
        var whole = SampleOf(kind);
        var chance = new Random(7);
        for (var i = 1; i < whole.Length; i++)
        {
            var cut = SafeFile.Read(whole[..i]);
            Assert.True(cut.Error is not null || kind.EndsWith("pdf", StringComparison.Ordinal));
            var damaged = (byte[])whole.Clone();
            for (var n = 0; n < 20; n++)
            {
                damaged[i] = (byte)chance.Next(256);
                damaged[chance.Next(damaged.Length)] = (byte)chance.Next(256);
                SafeFile.Read(damaged);
            }
        }
    }

    [Theory]
    [InlineData("身份证.png", "身份证.png")]
    [InlineData("C:\\Users\\王伟\\photo.EXE", "photo.png")]
    [InlineData("../../etc/passwd", "passwd.png")]
    [InlineData("invoice\u202egnp.exe", "invoicegnp.png")]
    [InlineData("a<b>\"c\r\n.png", "abc.png")]
    [InlineData("...", "picture.png")]
    [InlineData(null, "picture.png")]
    public void Its_name_is_cleaned_and_ends_as_its_content_says(string? given, string expected) =>
        Assert.Equal(expected, FileName.Clean(given, SafeFile.Read(SampleFiles.Png()).Value!, PackSet.Shipped));

    [Fact]
    public void Secrets_in_its_name_are_blotted_out()
    {
        var name = FileName.Clean("我的密码是abc12345.png", SafeFile.Read(SampleFiles.Png()).Value!, PackSet.Shipped);

        Assert.DoesNotContain("abc12345", name);
        Assert.EndsWith(".png", name);
    }

    private static byte[] SampleOf(string kind) => kind switch
    {
        "png" => SampleFiles.Png(),
        "jpeg" => SampleFiles.Jpeg(),
        "gif" => SampleFiles.Gif(),
        "webp" => SampleFiles.Webp(),
        "packed.pdf" => SampleFiles.PackedPdf("<< /Type /Page >>"),
        _ => SampleFiles.Pdf(),
    };
}
