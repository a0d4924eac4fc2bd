using Sealane.Protocol;
using Sealane.Server.Accounts;

namespace Sealane.Server.Tests.Accounts;

public sealed class PasswordHashTests
{
    [Theory]
    [InlineData("x")]
    [InlineData("correct horse")]
    [InlineData("пароль 密码 🔑")]
    public void A_new_hash_opens_for_its_password_only(string password)
    {
        Secret hash = PasswordHash.Create(password);

        Assert.StartsWith("$pbkdf2-sha512$i=210000$", hash.Reveal(), StringComparison.Ordinal);
        Assert.True(PasswordHash.Verify(hash, password));
        Assert.False(PasswordHash.Verify(hash, password + " "));
        Assert.False(PasswordHash.Verify(hash, ""));
        Assert.False(PasswordHash.NeedsRehash(hash));
        Assert.NotEqual(hash.Reveal(), PasswordHash.Create(password).Reveal());
    }

    // Computed by another implementation: hashlib.pbkdf2_hmac("sha512", b"correct horse", b"0123456789abcdef", 1000, 32).
    [Fact]
    public void The_hash_is_the_standard_one()
    {
        Secret hash = new("$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$OM0FAoIqCVK1sWtxDiffVlBejtLa+ks4TP71JiecwuQ");

        Assert.Equal(PasswordVerdict.Match, PasswordHash.Check(hash, "correct horse"));
        Assert.True(PasswordHash.NeedsRehash(hash));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("a\0b")]
    public void What_cannot_be_a_password_is_refused_when_hashed_and_never_matches(string password)
    {
        Assert.Throws<ArgumentException>(() => PasswordHash.Create(password));
        Assert.Equal(PasswordVerdict.Mismatch, PasswordHash.Check(PasswordHash.Create("a", 1000), password));
    }

    [Fact]
    public void A_password_has_at_most_511_bytes()
    {
        Assert.True(PasswordHash.Verify(PasswordHash.Create(new string('a', 511), 1000), new string('a', 511)));
        Assert.Throws<ArgumentException>(() => PasswordHash.Create(new string('a', 512)));
        Assert.Throws<ArgumentException>(() => PasswordHash.Create(new string('ä', 256)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("*")]
    [InlineData("!$6$abcdefgh$yIZAF3gQPvtKZO/9qOJKffAKKbtS3ef3qmwyugk4uWVjX8YZf/GV3A8SkFxEPY0T56CcilGrHKLffBsp6dLMG.")]
    [InlineData("$pbkdf2-sha512$i=")]
    [InlineData("$pbkdf2-sha512$i=1000$$")]
    [InlineData("$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg")]
    [InlineData("$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$")]
    [InlineData("$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$!!!!")]
    [InlineData("$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg$x")]
    [InlineData("$pbkdf2-sha512$i=999$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg")]
    [InlineData("$pbkdf2-sha512$i=2000000000$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg")]
    [InlineData("$pbkdf2-sha512$i=99999999999$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg")]
    [InlineData("$pbkdf2-sha512$i=-1000$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg")]
    [InlineData("$pbkdf2-sha512$i= 1000$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg")]
    [InlineData("$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo")]
    [InlineData("$6$rounds=999999999$abcdefgh$yIZAF3gQPvtKZO/9qOJKffAKKbtS3ef3qmwyugk4uWVjX8YZf")]
    [InlineData("$2b$31$KBCwKxOzLha2MUDgW0PjXeiB68uDfBmXvTUyyqNxAD2eaQ43eHNkm")]
    [InlineData("$y$jFT$k2XAnEHBqQ1Ct2aMXFKNa/HAmA1BpMnBsYHMWB4NZN4$h6LylQMybRluOW03ztLormYJ4ojOrl4IiTL9Svceyj9")]
    [InlineData("$y$j9T/z$k2XAnEHBqQ1Ct2aMXFKNa/HAmA1BpMnBsYHMWB4NZN4$h6LylQMybRluOW03ztLormYJ4ojOrl4IiTL9Svceyj9")]
    [InlineData("$7$NU..../....k2XAnEHBqQ1Ct2aMXFKNa/HAmA1BpMnBsYHMWB4NZN4$0GznWaXs..KTrM9kwBeDlnNE1aqivtnmxC7N3jN9yO/")]
    [InlineData("$6$ab\ncdef$yIZAF3gQPvtKZO/9qOJKffAKKbtS3ef3qmwyugk4uWVjX8YZf/GV3A8SkFxEPY0T56CcilGrHKLffBsp6dLMG.")]
    [InlineData("$6$äbcdefgh$yIZAF3gQPvtKZO/9qOJKffAKKbtS3ef3qmwyugk4uWVjX8YZf/GV3A8SkFxEPY0T56CcilGrHKLffBsp6dLMG.")]
    public void A_string_that_is_no_hash_or_asks_for_too_much_is_malformed_and_costs_nothing(string text)
    {
        Assert.Equal(PasswordVerdict.Malformed, PasswordHash.Check(new Secret(text), "correct horse"));
        Assert.False(PasswordHash.Verify(new Secret(text), ""));
        Assert.True(PasswordHash.NeedsRehash(new Secret(text)));
    }

    // Made by openssl passwd (-1, -5, -6) and by libcrypt's crypt_gensalt and crypt.
    [Theory]
    [InlineData("$1$abcdefgh$y6iHhJNbuC0xpbk0w9pm80")]
    [InlineData("$5$abcdefgh$ruMep1ijHnJPZbETDNiumskxcX3kN4lzZd5VlsqE7eB")]
    [InlineData("$6$abcdefgh$yIZAF3gQPvtKZO/9qOJKffAKKbtS3ef3qmwyugk4uWVjX8YZf/GV3A8SkFxEPY0T56CcilGrHKLffBsp6dLMG.")]
    [InlineData("$6$rounds=10000$k2XAnEHBqQ1Ct2aM$BiQ6rt6zI/ZVJpplHE4Xg9z8Cup/C3ECbNwsxPtb0JemiPYyLoTCmUYt/SYHPkoFgyxdxBgwJyOhorDobG/i91")]
    [InlineData("$y$j75$k2XAnEHBqQ1Ct2aMXFKNa/HAmA1BpMnBsYHMWB4NZN4$PIXfxkMnVnTGkm11bblLyiZ5dMS9R8YnFBqe0UoF.q9")]
    [InlineData("$y$j9T$k2XAnEHBqQ1Ct2aMXFKNa/HAmA1BpMnBsYHMWB4NZN4$h6LylQMybRluOW03ztLormYJ4ojOrl4IiTL9Svceyj9")]
    [InlineData("$gy$j9T$k2XAnEHBqQ1Ct2aMXFKNa/HAmA1BpMnBsYHMWB4NZN4$uxQZhJFCEDvQR2Qj1ji8e2hiZemU62gBzOHrQvrbfQ2")]
    [InlineData("$7$BU..../....k2XAnEHBqQ1Ct2aMXFKNa/HAmA1BpMnBsYHMWB4NZN4$0GznWaXs..KTrM9kwBeDlnNE1aqivtnmxC7N3jN9yO/")]
    [InlineData("$2b$05$KBCwKxOzLha2MUDgW0PjXeiB68uDfBmXvTUyyqNxAD2eaQ43eHNkm")]
    public void Imported_crypt_hashes_verify(string text)
    {
        Assert.True(CryptHash.IsAvailable, "this test needs the system's libcrypt");
        Assert.Equal(PasswordVerdict.Match, PasswordHash.Check(new Secret(text), "correct horse"));
        Assert.Equal(PasswordVerdict.Mismatch, PasswordHash.Check(new Secret(text), "correct hors"));
        Assert.Equal(PasswordVerdict.Mismatch, PasswordHash.Check(new Secret(text), "correct horse\0"));
        Assert.Equal(PasswordVerdict.Mismatch, PasswordHash.Check(new Secret(text), ""));
        Assert.Equal(PasswordVerdict.Mismatch, PasswordHash.Check(new Secret(text[..^1]), "correct horse"));
        Assert.True(PasswordHash.NeedsRehash(new Secret(text)));
    }

    [Fact]
    public void A_crypt_password_is_taken_as_UTF8() => Assert.True(PasswordHash.Verify(
        new Secret("$6$abcdefgh$wF3vRcA.3z5zIFrdpDH7RoLkd0jqnghVSE0NrxUey.TI4ASQbzlO7u5BPU2wGsRITHKIsQ/3mfbdtYf/x8yEg/"), "пароль"));

    [Fact]
    public void A_generated_password_has_128_bits_and_no_character_that_looks_like_another()
    {
        string password = GeneratedPassword.Next();

        Assert.True(password.Length * Math.Log2(GeneratedPassword.Alphabet.Length) >= 128);
        Assert.DoesNotContain(GeneratedPassword.Alphabet, c => "il1o0".Contains(c, StringComparison.Ordinal));
        Assert.Equal(GeneratedPassword.Alphabet.Length, GeneratedPassword.Alphabet.Distinct().Count());
        Assert.All(password, c => Assert.Contains(c, GeneratedPassword.Alphabet));
        Assert.NotEqual(password, GeneratedPassword.Next());
    }
}
