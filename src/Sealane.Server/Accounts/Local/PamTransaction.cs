using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Sealane.Server.Accounts.Local;

/// <summary>
/// One login through libpam: authentication, account, credentials, and a session if asked for. Modules change the process they run in (limits, groups, umask,
/// the service manager's idea of it), so this belongs into a process of its own: <see cref="PamWorker"/>. One thread at a time.
/// </summary>
internal sealed unsafe class PamTransaction : IDisposable
{
    private const int UserItem = 2, TtyItem = 3, RemoteHostItem = 4, RemoteUserItem = 8, FailDelayItem = 10;
    private const int DisallowNullPassword = 1, EstablishCredentials = 2, DeleteCredentials = 4;
    private const int PromptHidden = 1, ErrorText = 3, InformationText = 4; // message styles; 2 would be a question whose answer is shown
    private const int MostMessages = 32; // PAM_MAX_NUM_MSG

    private readonly PamLibrary _pam;
    private readonly List<string> _said = [];
    private readonly Conversation* _conversation;
    private GCHandle _self;
    private byte[] _password = [];
    private void* _handle;
    private int _last;
    private bool _credentials;
    private bool _session;

    private PamTransaction(PamLibrary pam)
    {
        _pam = pam;
        _self = GCHandle.Alloc(this);
        _conversation = (Conversation*)NativeMemory.Alloc((nuint)sizeof(Conversation));
        *_conversation = new Conversation { Converse = &Converse, Data = (void*)GCHandle.ToIntPtr(_self) };
    }

    /// <summary>Takes a login through all phases. The caller disposes the transaction, which closes the session.</summary>
    public static PamTransaction Begin(PamRequest request, out PamAnswer answer)
    {
        PamLibrary pam = PamLibrary.Installed ?? throw new InvalidOperationException("libpam.so.0 is missing");
        var transaction = new PamTransaction(pam);
        answer = transaction.Run(request);
        return transaction;
    }

    public void Dispose()
    {
        if (_handle is not null)
        {
            if (_session)
            {
                _last = _pam.CloseSession(_handle, 0);
            }

            if (_credentials)
            {
                _ = _pam.SetCredentials(_handle, DeleteCredentials); // what cannot be deleted ends with the process
            }

            _ = _pam.End(_handle, _last);
            _handle = null;
        }

        if (_self.IsAllocated)
        {
            _self.Free();
            NativeMemory.Free(_conversation);
        }
    }

    private PamAnswer Run(PamRequest request)
    {
        string password = request.Password.Reveal();
        if (password.Contains('\0', StringComparison.Ordinal) || request.User.Contains('\0', StringComparison.Ordinal))
        {
            // A C string ends at its first NUL: the beginning of a password must not do for the whole.
            return new PamAnswer { Code = PamCode.AuthenticationFailed, Detail = "a NUL in name or password" };
        }

        _password = Encoding.UTF8.GetBytes(password + '\0');
        try
        {
            string phase = "pam_start";
            _last = Start(request);
            if (_last == 0)
            {
                phase = "authentication";
                _last = _pam.Authenticate(_handle, DisallowNullPassword);
            }

            if (_last == 0)
            {
                phase = "account";
                _last = _pam.CheckAccount(_handle, 0);
            }

            if (_last == 0)
            {
                phase = "credentials";
                _last = _pam.SetCredentials(_handle, EstablishCredentials);
                _credentials = _last == 0;
            }

            if (_last == 0 && request.OpenSession)
            {
                phase = "session";
                _last = _pam.OpenSession(_handle, 0);
                _session = _last == 0;
            }

            // pam_exec says "system error" of a script that says no, and many virtual users are known to a script alone. The detail keeps the words.
            PamCode code = phase == "authentication" && (PamCode)_last == PamCode.SystemError ? PamCode.AuthenticationFailed : (PamCode)_last;
            return new PamAnswer { Code = code, User = Item(UserItem) ?? request.User, Detail = _last == 0 ? "" : Explain(phase) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(_password);
        }
    }

    private int Start(PamRequest request)
    {
        void* handle = null;
        int result;
        fixed (byte* service = Terminated(request.Service), user = Terminated(request.User))
        {
            result = _pam.Start(service, user, _conversation, &handle);
        }

        if (result != 0)
        {
            return result;
        }

        _handle = handle;

        // A failure is answered late by the server, for all kinds of accounts alike; a process that sleeps here would only be missing elsewhere.
        result = _pam.SetItem(_handle, FailDelayItem, (delegate* unmanaged[Cdecl]<int, uint, void*, void>)&DoNotSleep);
        result = result != 0 ? result : SetText(RemoteHostItem, request.RemoteHost.ToString());
        result = result != 0 ? result : SetText(TtyItem, "ftp");
        return result != 0 ? result : SetText(RemoteUserItem, request.User);
    }

    private int SetText(int item, string text)
    {
        fixed (byte* bytes = Terminated(text))
        {
            return _pam.SetItem(_handle, item, bytes);
        }
    }

    private string? Item(int item)
    {
        void* text = null;
        return _handle is not null && _pam.GetItem(_handle, item, &text) == 0 && text is not null ? Text((byte*)text) : null;
    }

    private string Explain(string phase)
    {
        string description = Text(_pam.Describe(_handle, _last));
        return $"PAM, {phase}: {description}{(_said.Count == 0 ? "" : $" ({string.Join("; ", _said)})")}";
    }

    private int Answer(int count, Message** messages, Response** responses)
    {
        if (count is <= 0 or > MostMessages)
        {
            return (int)PamCode.ConversationFailed;
        }

        var answers = (Response*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(Response)); // the library frees it, and what is in it
        for (int i = 0; i < count; i++)
        {
            switch (messages[i]->Style)
            {
                case PromptHidden:
                    answers[i].Text = (byte*)NativeMemory.Alloc((nuint)_password.Length);
                    _password.CopyTo(new Span<byte>(answers[i].Text, _password.Length));
                    break;
                case ErrorText or InformationText:
                    _said.Add(Text(messages[i]->Text).Trim());
                    break;
                default:
                    // A second factor, a user name: FTP has one question and one answer.
                    Release(answers, i);
                    return (int)PamCode.ConversationFailed;
            }
        }

        *responses = answers;
        return 0;
    }

    private void Release(Response* answers, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (answers[i].Text is not null)
            {
                new Span<byte>(answers[i].Text, _password.Length).Clear();
                NativeMemory.Free(answers[i].Text);
            }
        }

        NativeMemory.Free(answers);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Converse(int count, Message** messages, Response** responses, void* data) =>
        GCHandle.FromIntPtr((nint)data).Target is PamTransaction transaction ? transaction.Answer(count, messages, responses) : (int)PamCode.ConversationFailed;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void DoNotSleep(int result, uint microseconds, void* data)
    {
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static string Text(byte* text) => text is null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    private struct Conversation
    {
        public delegate* unmanaged[Cdecl]<int, Message**, Response**, void*, int> Converse;
        public void* Data;
    }

#pragma warning disable CS0649 // written by the library, or left 0 on purpose
    private struct Message
    {
        public int Style;
        public byte* Text;
    }

    private struct Response
    {
        public byte* Text;
        public int Code; // unused, says pam_conv(3), and must be 0
    }
#pragma warning restore CS0649
}
