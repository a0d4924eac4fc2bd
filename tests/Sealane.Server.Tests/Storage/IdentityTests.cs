using System.Runtime.InteropServices;
using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Storage;

/// <summary>What the kernel itself says about a thread: before, inside, after, and after failures.</summary>
public sealed partial class IdentityTests
{
    private static readonly Identity s_alice = new(60001, 60011, [60011, 60021, 60022]);
    private static readonly Identity s_bob = new(60002, 60012, [60012]);

    [Fact]
    public void A_thread_is_the_user_inside_and_itself_again_afterwards()
    {
        RequireRoot();
        string before = Credentials();
        for (int i = 0; i < 3; i++)
        {
            foreach (Identity who in (Identity[])[s_alice, s_bob])
            {
                using (Identity.Enter(who))
                {
                    string inside = Credentials();
                    Assert.Contains($"Uid: 0 0 0 {who.User}\n", inside, StringComparison.Ordinal);
                    Assert.Contains($"Gid: 0 0 0 {who.Group}\n", inside, StringComparison.Ordinal);
                    Assert.Contains($"Groups: {string.Join(' ', who.Groups)}\n", inside, StringComparison.Ordinal);
                    Assert.Contains("CapEff: 00000000000000c0\n", inside, StringComparison.Ordinal); // CAP_SETGID and CAP_SETUID: the way back, and nothing else
                }

                Assert.Equal(before, Credentials());
            }
        }
    }

    [Fact]
    public void An_exception_takes_the_thread_back_too()
    {
        RequireRoot();
        string before = Credentials();
        Assert.Throws<FormatException>(Fail);
        Assert.Equal(before, Credentials());
    }

    [Fact]
    public void A_thread_made_inside_would_be_the_user_for_good()
    {
        RequireRoot();
        string before = Credentials();
        using (Identity.Enter(s_alice))
        {
            string elsewhere = "";
            var other = new Thread(() => elsewhere = Credentials());
            other.UnsafeStart(); // a thread begins with its maker's credentials: this is why nothing may be started inside
            other.Join();
            Assert.Contains($"Uid: 0 0 0 {s_alice.User}\n", elsewhere, StringComparison.Ordinal);
        }

        Assert.Equal(before, Credentials());
    }

    [Fact]
    public async Task Many_threads_are_many_users_at_once()
    {
        RequireRoot();
        string before = Credentials();
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, (number, _) =>
        {
            Identity who = new(61000 + (uint)(number % 50), 62000 + (uint)(number % 50), [63000 + (uint)(number % 50)]);
            using (Identity.Enter(who))
            {
                string inside = Credentials();
                Assert.Contains($"Uid: 0 0 0 {who.User}\nGid: 0 0 0 {who.Group}\nGroups: {who.Groups[0]}\n", inside, StringComparison.Ordinal);
            }

            Assert.Equal(before, Credentials());
            return default;
        });
    }

    [Fact]
    public void Two_users_do_not_meet_on_one_thread_and_one_may_enter_twice()
    {
        RequireRoot();
        string before = Credentials();
        using (Identity.Enter(s_alice))
        {
            string inside = Credentials();
            Assert.Throws<InvalidOperationException>(() => Identity.Enter(s_bob));
            Assert.Throws<InvalidOperationException>(() => Identity.Enter(null));
            Assert.Throws<InvalidOperationException>(() => Identity.Require(null));
            using (Identity.Enter(s_alice))
            {
            }

            Assert.Equal(inside, Credentials());
        }

        Assert.Equal(before, Credentials());
    }

    [Fact]
    public void Nobody_is_root_this_way() => Assert.Throws<ArgumentOutOfRangeException>(() => new Identity(0, 0, []));

    [Fact]
    public void A_call_that_forgot_its_identity_fails_before_it_is_made()
    {
        RequireRoot();
        using DiskRoot root = new();
        using Jail jail = Jail.Over(LocalDisk.OpenRoot(root.Home), s_alice);
        Assert.Throws<InvalidOperationException>(() => jail.TryOpen(FtpPath.Root, LinuxCalls.O_PATH, out _));
        Assert.Throws<InvalidOperationException>(() => jail.TryOpenCached(FtpPath.Of("/x"), LinuxCalls.O_RDONLY));
        Assert.Throws<InvalidOperationException>(() => jail.Locate(FtpPath.Of("/x")));
        using (Identity.Enter(s_bob))
        {
            Assert.Throws<InvalidOperationException>(() => jail.LocateTarget(FtpPath.Of("/x")));
        }
    }

    [Fact]
    public void A_thread_that_cannot_change_back_ends_the_process()
    {
        RequireRoot();
        List<string> last = [];
        Identity mortal = new(60003, 60013, []) { Die = last.Add };
        Thread doomed = new(() =>
        {
            using (Identity.Enter(mortal))
            {
                DropAllCapabilities();
            }
        });
        doomed.Start(); // its credentials end with it
        doomed.Join();
        Assert.Contains("could not leave the identity of user 60003", Assert.Single(last), StringComparison.Ordinal);
    }

    [Fact]
    public void A_thread_that_already_is_somebody_else_ends_the_process()
    {
        RequireRoot();
        List<string> last = [];
        Identity mortal = new(60003, 60013, []) { Die = last.Add };
        Thread tainted = new(() =>
        {
            IdentityCalls.SetFileSystemUser(60004);
            using (Identity.Enter(mortal))
            {
            }
        });
        tainted.Start();
        tainted.Join();
        Assert.Contains("had another user's identity", Assert.Single(last), StringComparison.Ordinal);
    }

    private static void Fail()
    {
        using (Identity.Enter(s_alice))
        {
            throw new FormatException();
        }
    }

    private static void RequireRoot() => Assert.SkipUnless(Identity.Fault() is null, "only root can act for another user");

    private static string Credentials() => string.Concat(File.ReadLines("/proc/thread-self/status")
        .Where(line => line.StartsWith("Uid:", StringComparison.Ordinal) || line.StartsWith("Gid:", StringComparison.Ordinal)
            || line.StartsWith("Groups:", StringComparison.Ordinal) || line.StartsWith("CapEff:", StringComparison.Ordinal))
        .Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) + "\n"));

    private static void DropAllCapabilities()
    {
        Span<uint> header = [0x20080522, 0];
        Span<uint> none = stackalloc uint[6];
        Assert.Equal(0, capset(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 126 : 91, header, none));
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint capset(nint number, Span<uint> header, Span<uint> sets);
}
