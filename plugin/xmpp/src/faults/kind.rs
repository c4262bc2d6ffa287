//! What can be wrong, each with the word that stands for it in causes.

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What is wrong. Something to mend each, whoever notices it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word in causes; never changes.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

kinds! {
    /// The domain is not in the DNS.
    NoSuchDomain = "domain.nonexistent",
    /// The resolver gives no answers (about: the name, where it answers for others).
    Resolver = "resolver.no-answer",
    /// The name servers of a zone fail (about: the name).
    Zone = "zone.failing",
    /// A zone fails DNSSEC validation (about: the name).
    Bogus = "zone.bogus",

    /// No SRV records lead to the service (about: the side, or both).
    NoRecords = "records.none",
    /// A side is declared not offered (about: the side).
    NotOffered = "records.not-offered",
    /// Nothing but the legacy record.
    OnlyJabber = "records.only-jabber",
    /// No record for STARTTLS (about: the side).
    OnlyDirectTls = "records.only-direct-tls",
    /// Direct TLS for clients is not published.
    NoDirectTls = "direct-tls.none",
    /// Direct TLS for clients is declared not offered.
    DirectTlsOff = "direct-tls.not-offered",
    /// A record stands there more than once (about: the service).
    Repeated = "record.repeated",
    /// A record says "not offered" beside real ones (about: the service).
    RootBesideRecords = "record.root-beside-records",
    /// A record names port zero (about: service and target).
    PortZero = "record.port-zero",
    /// A record names a port of another protocol (about: service, target and
    /// port).
    DeniedPort = "record.denied-port",
    /// What is behind a record is not what the record says (about: service,
    /// target and port).
    WrongService = "record.wrong-service",
    /// A target that is an address (about: the target).
    TargetIsAddress = "target.is-address",
    /// A target without addresses (about: the target).
    TargetUnresolvable = "target.unresolvable",
    /// A target that is an alias (about: the target).
    TargetIsAlias = "target.is-alias",
    /// A public target with an address for few (about: the target).
    TargetIsPrivate = "target.is-private",

    /// Nothing answers at a host (about: the host).
    HostDown = "host.down",
    /// Nothing answers at a host for one side (about: side and host).
    SideDown = "side.down",
    /// Nothing answers over one family (about: `ipv4` or `ipv6`).
    FamilyDead = "family.dead",
    /// Nothing answers at an address (about: the address).
    AddressDead = "address.dead",
    /// Nothing answers at a port (about: host and port).
    PortDead = "port.dead",
    /// No address of a family anywhere (about: `ipv4` or `ipv6`).
    NoFamily = "family.none",

    /// The server does not know the domain (about: the host, or its address where
    /// others of the host lead to a server that does).
    HostUnknown = "server.host-unknown",
    /// The server limits how often one may connect (about: the host).
    RateLimited = "server.rate-limited",
    /// The server takes one connection at a time (about: the host).
    OneConnection = "server.one-connection",
    /// The server accepts connections and does not answer (about: the host).
    Silent = "server.silent",
    /// The server ends connections without a reason (about: the host).
    Closes = "server.closes",
    /// What the server sends is not XML as XMPP has it (about: the host).
    IllFormed = "server.ill-formed",
    /// Another protocol speaks (about: host and port).
    NotXmpp = "server.not-xmpp",
    /// The server sends peers where they cannot follow (about: the host).
    Redirect = "server.redirect",
    /// Another stream error (about: condition and host).
    StreamError = "server.stream-error",

    /// Only outdated cryptography is spoken (about: the host).
    OutdatedTls = "tls.outdated",
    /// A certificate of the peer is demanded (about: the host).
    ClientCertificate = "tls.client-certificate",
    /// The server has no certificate (about: the host).
    NoCertificate = "tls.no-certificate",
    /// ALPN is refused (about: host and port).
    Alpn = "tls.alpn",
    /// The handshake fails for another reason (about: the host).
    TlsFailed = "tls.failed",

    /// STARTTLS is not offered, or not started (about: the side).
    NoStartTls = "starttls.missing",
    /// STARTTLS is not required (about: the side).
    Cleartext = "starttls.optional",
    /// Bytes in clear after `<proceed/>` (about: the host).
    Injection = "starttls.injection",
    /// STARTTLS is offered under TLS (about: the host).
    StartTlsAgain = "starttls.offered-again",
    /// TLS ends in front of a port for STARTTLS (about: host and port).
    TlsInFront = "tls.ended-in-front",

    /// Nobody can log in.
    NoMechanism = "sasl.none",
    /// PLAIN is the only password mechanism.
    PlainOnly = "sasl.plain-only",
    /// SCRAM is missing.
    NoScram = "sasl.no-scram",
    /// Outdated mechanisms are offered.
    WeakMechanisms = "sasl.outdated",
    /// No login by password.
    NoPasswordLogin = "sasl.no-password",
    /// SCRAM with SHA-1 only.
    OnlySha1 = "sasl.sha-1-only",
    /// No channel binding.
    NoChannelBinding = "sasl.no-channel-binding",
    /// Channel binding without saying of which types.
    ChannelBindingTypes = "sasl.channel-binding-types",
    /// Anybody gets a session.
    Anonymous = "sasl.anonymous",

    /// Other servers cannot authenticate.
    NoServerAuthentication = "s2s.no-authentication",
    /// Other servers need a certificate before they learn more.
    StrangersRefused = "s2s.strangers-refused",
    /// The certificate that the prober was given is refused.
    ExternalRefused = "s2s.external-refused",
    /// EXTERNAL is not offered to that certificate.
    ExternalNotOffered = "s2s.external-not-offered",

    /// A server does not answer for dialback keys (about: the target).
    DialbackSilent = "s2s.dialback-silent",
    /// A server vouches for any dialback key (about: the target).
    DialbackAcceptsAnything = "s2s.dialback-accepts-anything",
    /// A server ends the stream when it is asked about a dialback key (about:
    /// the target).
    DialbackRefused = "s2s.dialback-refused",

    /// A checker of TLS gave no findings, or none of an endpoint.
    TlsChecker = "tls-checker.failed",

    /// The prober has no route for an address family.
    ProberRoute = "prober.no-route",
    /// The prober's policy forbids a destination.
    ProberPolicy = "prober.policy",
    /// A limit of the prober was reached.
    ProberLimit = "prober.limit",
    /// The prober's machine was short of something.
    ProberResources = "prober.resources",
    /// The time of the whole check was up.
    ProberTime = "prober.time",
}
