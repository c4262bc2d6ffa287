//! What tests judge: observations as literals, with certificates that are made
//! for them.

use std::net::IpAddr;

use checker_kit::shared::tls_endpoint::{Dialect, TlsEndpoint};
use checker_kit::tcp::TcpError;
use checker_kit::tls::Signature;
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::step::Step;
use rustls_pki_types::CertificateDer;

use crate::case::Case;
use crate::observation::{AddressFacts, Agreed, ChainFacts, EndpointFacts, Observation};
use crate::terms::Terms;

pub(crate) use checker_lab::{Authority, Leaf, NOW, entry, judged, states};

pub(crate) const V4: &str = "192.0.2.1";
pub(crate) const V6: &str = "2001:db8::1";

/// An observation and what it is judged by.
#[derive(Clone)]
pub(crate) struct Lab {
    pub(crate) observation: Observation,
    pub(crate) terms: Terms,
}

impl Lab {
    /// No endpoint, and a root that is trusted: `Test Root`.
    pub(crate) fn empty() -> Self {
        Self {
            observation: Observation::default(),
            terms: Terms {
                roots: vec![Authority::root("Test Root").certificate().clone()],
                ..Terms::default()
            },
        }
    }

    /// One endpoint, `one`, with nothing wrong.
    pub(crate) fn sound() -> Self {
        Self::issued(&Leaf::sound())
    }

    /// One endpoint that shows a certificate issued by the trusted root.
    pub(crate) fn issued(leaf: &Leaf) -> Self {
        Self::showing(&[Authority::root("Test Root").issue(leaf)])
    }

    /// One endpoint that shows this chain.
    pub(crate) fn showing(chain: &[CertificateDer<'static>]) -> Self {
        let mut lab = Self::empty();
        lab.add_address("one", chain);
        lab
    }

    /// Another address of an endpoint, which is added where there is none of
    /// this reference.
    pub(crate) fn add_address(&mut self, reference: &str, chain: &[CertificateDer<'static>]) {
        let observation = &mut self.observation;
        let certificates = chain.iter().map(|one| observation.certificates.insert(one));
        let certificates = certificates.collect();
        let endpoint = observation
            .endpoints
            .entry(reference.to_owned())
            .or_insert_with(|| EndpointFacts {
                entry: entry(),
                lookup_failure: None,
                addresses_left_out: 0,
                addresses: Vec::new(),
            });
        endpoint.entry.starttls = Dialect::XmppClient;
        let octet = u8::try_from(endpoint.addresses.len() + 1).unwrap();
        endpoint.addresses.push(AddressFacts {
            agreed: Some(Agreed {
                version: "TLSv1.3".into(),
                cipher_suite: "TLS_AES_128_GCM_SHA256".into(),
                group: Some("X25519".into()),
                alpn: None,
                signature_scheme: Some("ECDSA_NISTP256_SHA256".into()),
                signature: Some(Signature::Verified),
            }),
            chain: ChainFacts {
                certificates,
                sent: chain.len(),
            },
            dialback: Some(false),
            ..nothing(&format!("192.0.2.{octet}"))
        });
    }

    /// The only endpoint, again on other ports, until there are `count`.
    pub(crate) fn repeat(&mut self, count: u16) {
        let one = self.only().clone();
        for number in 1..count {
            let mut other = one.clone();
            other.entry.port += number;
            self.observation
                .endpoints
                .insert(format!("one more {number}"), other);
        }
    }

    /// The only endpoint.
    pub(crate) fn only(&mut self) -> &mut EndpointFacts {
        assert_eq!(self.observation.endpoints.len(), 1);
        self.observation.endpoints.values_mut().next().unwrap()
    }

    /// What the only endpoint agreed on.
    pub(crate) fn agreed(&mut self) -> &mut Agreed {
        self.only().addresses[0].agreed.as_mut().unwrap()
    }

    pub(crate) fn case(&self) -> Case {
        self.case_at(NOW)
    }

    pub(crate) fn case_at(&self, judged_at: i64) -> Case {
        Case::new(&self.observation, &self.terms, judged_at)
    }
}

/// An endpoint of a dialect that is not spoken.
pub(crate) fn unspoken() -> EndpointFacts {
    EndpointFacts {
        entry: TlsEndpoint {
            starttls: Dialect::Other("sieve".into()),
            ..entry()
        },
        lookup_failure: None,
        addresses_left_out: 0,
        addresses: Vec::new(),
    }
}

pub(crate) fn failed(address: &str, failure: ProbeFailure) -> AddressFacts {
    AddressFacts {
        failure: Some(failure),
        ..nothing(address)
    }
}

pub(crate) fn failed_at(address: &str, step: Step, cause: FailureCause) -> AddressFacts {
    failed(address, ProbeFailure::new(step, cause))
}

pub(crate) fn refused(address: &str) -> AddressFacts {
    failed_at(address, Step::Connect, FailureCause::Tcp(TcpError::Refused))
}

pub(crate) fn out_of_time(address: &str) -> AddressFacts {
    AddressFacts {
        out_of_time: true,
        ..nothing(address)
    }
}

fn nothing(address: &str) -> AddressFacts {
    AddressFacts {
        address: address.parse::<IpAddr>().unwrap(),
        agreed: None,
        chain: ChainFacts::default(),
        dialback: None,
        failure: None,
        out_of_time: false,
    }
}
