//! The NATS server: named and entered as with its own command line.

use std::path::PathBuf;

use clap::Args;

/// Where the NATS server is, and what it is shown.
#[derive(Debug, Default, Args)]
pub(in crate::cli) struct NatsArguments {
    /// The NATS servers, with commas between them, such as nats://user:password@one,tls://two;
    /// otherwise from NATS_URL.
    #[arg(long, value_name = "URL", help_heading = "The NATS server")]
    pub(in crate::cli) nats: Option<String>,
    /// A file with credentials: a JWT and the seed of its key.
    #[arg(
        long,
        value_name = "FILE",
        env = "NATS_CREDS",
        help_heading = "The NATS server"
    )]
    pub(in crate::cli) creds: Option<PathBuf>,
    /// A file with the seed of an NKey.
    #[arg(
        long,
        value_name = "FILE",
        env = "NATS_NKEY",
        help_heading = "The NATS server"
    )]
    pub(in crate::cli) nkey: Option<PathBuf>,
    /// A user; without a password, a token.
    #[arg(
        long,
        value_name = "NAME",
        env = "NATS_USER",
        hide_env_values = true,
        help_heading = "The NATS server"
    )]
    pub(in crate::cli) user: Option<String>,
    /// The user's password; others on the machine see it here, and not in the
    /// variable.
    #[arg(
        long,
        value_name = "TEXT",
        env = "NATS_PASSWORD",
        hide_env_values = true,
        help_heading = "The NATS server"
    )]
    pub(in crate::cli) password: Option<String>,
    /// Authorities that the server's certificate is from, instead of the system's.
    #[arg(
        long,
        value_name = "FILE",
        env = "NATS_CA",
        help_heading = "The NATS server"
    )]
    pub(in crate::cli) tlsca: Option<PathBuf>,
    /// A certificate to show to the server.
    #[arg(
        long,
        value_name = "FILE",
        env = "NATS_CERT",
        help_heading = "The NATS server"
    )]
    pub(in crate::cli) tlscert: Option<PathBuf>,
    /// The key of the certificate.
    #[arg(
        long,
        value_name = "FILE",
        env = "NATS_KEY",
        help_heading = "The NATS server"
    )]
    pub(in crate::cli) tlskey: Option<PathBuf>,
}
