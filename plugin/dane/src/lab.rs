//! What tests judge: observations as literals, with certificates that are made
//! for them.

use checker_kit::dns::LookupStatus;
use checker_kit::shared::tls_endpoint::{Dialect, TlsEndpoint};
use checker_kit::text::hex;
use checker_lab::{Leaf, entry};
use checker_stream::endpoints::ChainFacts;
use rustls_pki_types::CertificateDer;
use sha2::{Digest, Sha256};

use crate::case::Case;
use crate::observation::{AddressFacts, EndpointFacts, Observation, Record, TlsaLookup};
use crate::verdict::advised;

pub(crate) use checker_lab::{NOW, judged, states};

/// An observation.
#[derive(Clone)]
pub(crate) struct Lab {
    pub(crate) observation: Observation,
}

impl Lab {
    /// One endpoint, `one`, whose own key the first of two records names, all of
    /// it authenticated.
    pub(crate) fn sound() -> Self {
        let own = Leaf::sound().self_signed();
        let mut observation = Observation {
            validating: Some(true),
            ..Observation::default()
        };
        let facts = EndpointFacts {
            entry: TlsEndpoint {
                starttls: Dialect::XmppServer,
                authentic: Some(true),
                ..entry()
            },
            lookup: Some(TlsaLookup {
                owner: "_5222._tcp.im.example.org".into(),
                status: LookupStatus::Found,
                authentic: true,
                records: vec![
                    advised(&own).unwrap(),
                    Record {
                        usage: 3,
                        selector: 1,
                        matching: 1,
                        data: "ff".repeat(32),
                    },
                ],
            }),
            addresses_authentic: Some(true),
            addresses: Vec::new(),
        };
        observation.endpoints.insert("one".into(), facts);
        let mut lab = Self { observation };
        lab.add_address(&[own]);
        lab
    }

    /// Another address, which shows this chain.
    pub(crate) fn add_address(&mut self, chain: &[CertificateDer<'static>]) {
        let certificates = &mut self.observation.certificates;
        let kept = chain.iter().map(|one| certificates.insert(one)).collect();
        let addresses = &mut self.only().addresses;
        let octet = addresses.len() + 1;
        addresses.push(AddressFacts {
            address: format!("192.0.2.{octet}").parse().unwrap(),
            chain: ChainFacts {
                certificates: kept,
                sent: chain.len(),
            },
            failure: None,
        });
    }

    /// Adds a record: usage, selector, matching type, data.
    pub(crate) fn records(&mut self, text: &str) {
        let mut words = text.split(' ');
        let mut number = || words.next().unwrap().parse().unwrap();
        let (usage, selector, matching) = (number(), number(), number());
        self.lookup().records.push(Record {
            usage,
            selector,
            matching,
            data: words.next().unwrap().to_owned(),
        });
    }

    /// Lets the first record name the certificate instead of its key.
    pub(crate) fn fit_certificate(&mut self) {
        let own = Leaf::sound().self_signed();
        self.lookup().records[0].data = hex(&Sha256::digest(&own));
    }

    /// Takes the records away, for this reason.
    pub(crate) fn without_records(&mut self, status: LookupStatus) {
        let lookup = self.lookup();
        lookup.status = status;
        lookup.records.clear();
        self.only().addresses.clear();
        self.only().addresses_authentic = None;
    }

    /// The only endpoint.
    pub(crate) fn only(&mut self) -> &mut EndpointFacts {
        self.observation.endpoints.get_mut("one").unwrap()
    }

    /// The lookup of its records.
    pub(crate) fn lookup(&mut self) -> &mut TlsaLookup {
        self.only().lookup.as_mut().unwrap()
    }

    pub(crate) fn case(&self) -> Case {
        Case::new(&self.observation, NOW)
    }
}
