//! The protocols of mail in which a connection in clear is turned into one
//! under TLS.

/// Which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mail {
    /// SMTP with STARTTLS (RFC 3207).
    Smtp,
    /// IMAP with STARTTLS (RFC 9051 §6.2.1, RFC 3501 §6.2.1).
    Imap,
    /// POP3 with STLS (RFC 2595 §4).
    Pop3,
}

impl Mail {
    /// The protocol and its command, for people.
    pub fn command(self) -> &'static str {
        match self {
            Self::Smtp | Self::Imap => "STARTTLS",
            Self::Pop3 => "STLS",
        }
    }
}
