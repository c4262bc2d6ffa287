//! The options of the bundled checkers that have a flag of their own on the
//! command line.

/// A flag that stands for an option.
#[derive(Debug)]
pub(crate) struct Flag {
    /// Its name, without dashes.
    pub(crate) name: &'static str,
    /// The option's identifier, in whichever checkers declare it.
    pub(crate) option: &'static str,
    /// What stands for the value in the help.
    pub(crate) value: &'static str,
    /// The help.
    pub(crate) help: &'static str,
}

/// All of them, in the order of the help.
pub(crate) const FLAGS: &[Flag] = &[
    Flag {
        name: "mode",
        option: "mode",
        value: "c2s|s2s|both",
        help: "Which side to probe",
    },
    Flag {
        name: "timeout",
        option: "timeout",
        value: "SECONDS",
        help: "Seconds for each endpoint, 1 to 60",
    },
    Flag {
        name: "max-duration",
        option: "maxDuration",
        value: "SECONDS",
        help: "Seconds for the whole check, 1 to 110",
    },
    Flag {
        name: "from",
        option: SENDER,
        value: "DOMAIN",
        help: "The domain to present on server-to-server streams",
    },
];

/// What a flag is the answer to: kinds of causes, as they begin, with the flag's
/// name, what stands for its value, and what it does.
pub(crate) const ANSWERS: &[(&str, &str, &str, &str)] = &[
    ("certificate.self-signed", "ca", "FILE", OWN_ROOT),
    ("certificate.untrusted-root", "ca", "FILE", OWN_ROOT),
    ("prober.time", "max-duration", "SECONDS", "gives more time"),
    (
        "resolver.no-answer",
        "resolver",
        "IP",
        "asks another resolver",
    ),
];

const OWN_ROOT: &str = "gives the checker a root of your own";

/// A flag that names a file which holds the value of an option.
#[derive(Debug)]
pub(crate) struct FileFlag {
    /// Its name, without dashes, and the option's identifier.
    pub(crate) name: &'static str,
    /// The help.
    pub(crate) help: &'static str,
}

/// All of them, in the order of the help.
pub(crate) const FILE_FLAGS: [FileFlag; 2] = [
    FileFlag {
        name: "certificate",
        help: "A PEM file with the certificate of the sender's domain, to show to servers",
    },
    FileFlag {
        name: "key",
        help: "A PEM file with the private key of that certificate: one for probing alone",
    },
];

/// The option for the sender of server-to-server streams.
pub(crate) const SENDER: &str = "from";

/// The option for further certificate authorities, in PEM.
pub(crate) const AUTHORITIES: &str = "trustedRoots";

/// The checker that looks at certificates.
pub(crate) const CERTIFICATES: &str = "tls";
