//! Visits every address of every endpoint, and writes down what is seen without
//! judging it.

use std::net::IpAddr;

use checker_kit::clock::Mark;
use checker_kit::contract::ErrorCode;
use checker_kit::tls::{Config, TlsFacts};
use checker_stream::endpoints::{ChainFacts, Keeper, Seen, Visitor, visit_all};
use checker_stream::open::Opened;

use crate::observation::{AddressFacts, Agreed, EndpointFacts, Observation};
use crate::settings::Settings;

/// Looks at all endpoints; what others are to read is not filled in yet.
///
/// # Errors
///
/// Where TLS cannot be spoken at all.
pub async fn observe(settings: &Settings) -> Result<Observation, ErrorCode> {
    let config = Config::new().map_err(|error| ErrorCode::Other(Some(error.to_string())))?;
    let visitor = Visitor {
        config: &config,
        from: &settings.from,
    };
    let entries = &settings.entries;
    let seen = visit_all(entries.iter(), settings.times, visitor, Mark::now()).await;
    let mut observation = Observation {
        unreadable: entries.unreadable.clone(),
        left_out: entries.left_out,
        ..Observation::default()
    };
    for Seen {
        reference,
        entry,
        addresses,
        visits,
    } in seen
    {
        let mut keeper = Keeper::new(&mut observation.certificates);
        let visits = visits.into_iter();
        let facts = EndpointFacts {
            entry: entry.clone(),
            lookup_failure: addresses.failure,
            addresses_left_out: addresses.left_out,
            addresses: visits
                .map(|(address, visit)| facts(address, visit, &mut keeper))
                .collect(),
        };
        observation.endpoints.insert(reference.to_owned(), facts);
    }
    Ok(observation)
}

fn facts(address: IpAddr, visit: Option<Opened>, keeper: &mut Keeper<'_>) -> AddressFacts {
    let Some(opened) = visit else {
        return AddressFacts {
            address,
            agreed: None,
            chain: ChainFacts::default(),
            dialback: None,
            failure: None,
            out_of_time: true,
        };
    };
    let transcript = opened.last().clone();
    AddressFacts {
        address,
        agreed: transcript.tls.map(agreed),
        chain: keeper.keep(&opened.chain),
        dialback: transcript.header_before_tls.map(|header| header.dialback),
        failure: transcript.failure,
        out_of_time: false,
    }
}

fn agreed(tls: TlsFacts) -> Agreed {
    Agreed {
        version: tls.version,
        cipher_suite: tls.cipher_suite,
        group: tls.group,
        alpn: tls.alpn,
        signature_scheme: tls.signature_scheme,
        signature: tls.signature,
    }
}
