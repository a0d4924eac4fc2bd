namespace Sealane.Server.Accounts.Local;

/// <summary>Results of PAM functions (Linux-PAM's numbers) that are told apart here; all others are failures of the system.</summary>
public enum PamCode
{
    /// <summary>PAM_SUCCESS.</summary>
    Success = 0,

    /// <summary>PAM_SYSTEM_ERR.</summary>
    SystemError = 4,

    /// <summary>PAM_PERM_DENIED: a rule keeps him out.</summary>
    PermissionDenied = 6,

    /// <summary>PAM_AUTH_ERR: not his password, or a list that he is on.</summary>
    AuthenticationFailed = 7,

    /// <summary>PAM_CRED_INSUFFICIENT.</summary>
    CredentialsInsufficient = 8,

    /// <summary>PAM_AUTHINFO_UNAVAIL: whoever knows the passwords does not answer.</summary>
    AuthenticationUnavailable = 9,

    /// <summary>PAM_USER_UNKNOWN.</summary>
    UserUnknown = 10,

    /// <summary>PAM_MAXTRIES.</summary>
    MaxTries = 11,

    /// <summary>PAM_NEW_AUTHTOK_REQD: the password has to be changed first.</summary>
    PasswordExpired = 12,

    /// <summary>PAM_ACCT_EXPIRED.</summary>
    AccountExpired = 13,

    /// <summary>PAM_CONV_ERR: a module asked for something that FTP cannot ask a client.</summary>
    ConversationFailed = 19,
}
