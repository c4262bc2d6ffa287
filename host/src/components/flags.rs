//! What the command line knows of options of the bundled checkers beyond their
//! definitions.

/// The option for further certificate authorities, in PEM.
pub(crate) const AUTHORITIES: &str = "trustedRoots";

/// The checker that looks at certificates.
pub(crate) const CERTIFICATES: &str = "tls";

/// Options whose flag is not called after them: the identifier, and the flag's
/// name without dashes.
pub(crate) const OTHER_NAMES: &[(&str, &str)] = &[(AUTHORITIES, "ca")];

/// What changes the answer to a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// An option of a checker.
    Option(&'static str),
    /// Another resolver.
    Resolver,
}

/// What helps against kinds of causes, as they begin: what to give, what stands
/// for its value, and what that does.
pub(crate) const ANSWERS: &[(&str, Answer, &str, &str)] = &[
    (
        "certificate.self-signed",
        Answer::Option(AUTHORITIES),
        "FILE",
        OWN_ROOT,
    ),
    (
        "certificate.untrusted-root",
        Answer::Option(AUTHORITIES),
        "FILE",
        OWN_ROOT,
    ),
    (
        "prober.time",
        Answer::Option("maxDuration"),
        "SECONDS",
        "gives more time",
    ),
    (
        "resolver.no-answer",
        Answer::Resolver,
        "IP",
        "asks another resolver",
    ),
];

const OWN_ROOT: &str = "gives the checker a root of your own";
