//! Whether a TLSA record fits a chain of certificates (RFC 7671).

use std::time::Duration;

use checker_kit::shared::tls_endpoint::TlsEndpoint;
use checker_kit::text::{hex, unhex};
use checker_kit::tls::{CertificateFacts, provider, public_key_info};
use checker_stream::endpoints::names;
use rustls_pki_types::{CertificateDer, UnixTime};
use sha2::{Digest, Sha256, Sha512};
use webpki::{EndEntityCert, Error, KeyUsage};

use crate::observation::Record;

/// What a usable record is to a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It vouches for the server's certificate.
    Matches,
    /// It is about other certificates.
    Differs,
    /// It is about one of the chain, which does not lead there.
    Broken(Broken),
}

/// Why a chain does not lead to the certificate of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A certificate on the way is not valid at the moment.
    #[error("a certificate on the way there is not valid now")]
    Date,
    /// The server's certificate is for another name.
    #[error("the server's certificate is for another name")]
    Name,
    /// Signatures, or what an authority may do.
    #[error("the signatures do not lead there")]
    Path,
}

/// Why peers pass a record over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// RFC 7671 §4: usages that also ask for a public authority are not for
    /// opportunistic peers.
    #[error("its usage asks for a public authority besides, which is not for peers that know DANE")]
    Pkix,
    /// Not one of the usages there are.
    #[error("its usage is none that is known")]
    Usage,
    /// Not one of the selectors there are.
    #[error("its selector is none that is known")]
    Selector,
    /// Not one of the matching types there are.
    #[error("its matching type is none that is known")]
    Matching,
    /// The data has not the length of what it is to be.
    #[error("its data has not the length of such a hash")]
    Length,
}

/// Why the record is passed over, if it is.
pub fn unusable(record: &Record) -> Option<Unusable> {
    let digits = record.data.len();
    match (record.usage, record.selector, record.matching) {
        (0 | 1, ..) => Some(Unusable::Pkix),
        (4.., ..) => Some(Unusable::Usage),
        (_, 2.., _) => Some(Unusable::Selector),
        (_, _, 3..) => Some(Unusable::Matching),
        (_, _, 0) if digits == 0 => Some(Unusable::Length),
        (_, _, 1) if digits != 64 => Some(Unusable::Length),
        (_, _, 2) if digits != 128 => Some(Unusable::Length),
        _ => None,
    }
}

/// What a usable record is to this chain, the server's own certificate first,
/// at this moment.
pub fn verdict(
    record: &Record,
    chain: &[CertificateDer<'static>],
    entry: &TlsEndpoint,
    at: i64,
) -> Verdict {
    let Some((leaf, further)) = chain.split_first() else {
        return Verdict::Differs;
    };
    if record.usage == 3 {
        // RFC 7671 §5.1: neither names nor dates count.
        return match fits(record, leaf) {
            true => Verdict::Matches,
            false => Verdict::Differs,
        };
    }
    let whole = whole_certificate(record);
    let shown = further.iter().filter(|one| fits(record, one));
    let anchors: Vec<&CertificateDer<'static>> = shown.chain(whole.as_ref()).collect();
    let mut broken = None;
    for anchor in anchors {
        match leads_to(anchor, leaf, further, entry, at) {
            Ok(()) => return Verdict::Matches,
            Err(why) => broken = broken.or(Some(why)),
        }
    }
    broken.map_or(Verdict::Differs, Verdict::Broken)
}

/// The record that fits the certificate by its key alone, as RFC 7671 §5.1
/// advises.
pub fn advised(certificate: &CertificateDer<'_>) -> Option<Record> {
    Some(Record {
        usage: 3,
        selector: 1,
        matching: 1,
        data: hex(&Sha256::digest(public_key_info(certificate)?)),
    })
}

fn fits(record: &Record, certificate: &CertificateDer<'_>) -> bool {
    let selected = match record.selector {
        0 => Some(certificate.to_vec()),
        _ => public_key_info(certificate),
    };
    let Some(selected) = selected else {
        return false;
    };
    let data = match record.matching {
        0 => hex(&selected),
        1 => hex(&Sha256::digest(&selected)),
        _ => hex(&Sha512::digest(&selected)),
    };
    data.eq_ignore_ascii_case(&record.data)
}

/// RFC 7671 §5.2.2: a record that holds the certificate as a whole needs no
/// server to send it.
fn whole_certificate(record: &Record) -> Option<CertificateDer<'static>> {
    let whole = record.selector == 0 && record.matching == 0;
    whole
        .then(|| unhex(&record.data))?
        .map(CertificateDer::from)
}

/// RFC 7671 §5.2: signatures, dates and names count.
fn leads_to(
    anchor: &CertificateDer<'static>,
    leaf: &CertificateDer<'static>,
    further: &[CertificateDer<'static>],
    entry: &TlsEndpoint,
    at: i64,
) -> Result<(), Broken> {
    let trusted = webpki::anchor_from_trusted_cert(anchor).map_err(|_| Broken::Path)?;
    let now = Duration::from_secs(u64::try_from(at).unwrap_or_default());
    let own = EndEntityCert::try_from(leaf).map_err(|_| Broken::Path)?;
    let trusted = [trusted];
    let verified = own.verify_for_usage(
        provider().signature_verification_algorithms.all,
        &trusted,
        further,
        UnixTime::since_unix_epoch(now),
        KeyUsage::server_auth(),
        None,
        None,
    );
    match verified {
        Ok(_) => {}
        Err(Error::CertExpired { .. } | Error::CertNotValidYet { .. }) => return Err(Broken::Date),
        Err(_) => return Err(Broken::Path),
    }
    let facts = CertificateFacts::read(leaf).ok_or(Broken::Path)?;
    // RFC 7673 §4.2: the host, or the domain whose service it is.
    let named = names::is_for_host(&facts, &entry.host) || names::matches(&facts, entry, None);
    named.then_some(()).ok_or(Broken::Name)
}

#[cfg(test)]
mod tests {
    use checker_lab::{Authority, Leaf, NOW, entry};

    use super::*;

    const DAY: i64 = 86_400;

    fn of(usage: u8, selector: u8, matching: u8, certificate: &CertificateDer<'_>) -> Record {
        let selected = match selector {
            0 => certificate.to_vec(),
            _ => public_key_info(certificate).unwrap(),
        };
        let data = match matching {
            0 => hex(&selected),
            1 => hex(&Sha256::digest(&selected)),
            _ => hex(&Sha512::digest(&selected)),
        };
        Record {
            usage,
            selector,
            matching,
            data,
        }
    }

    fn kinds() -> impl Iterator<Item = (u8, u8)> {
        (0..=1).flat_map(|selector| (0..=2).map(move |matching| (selector, matching)))
    }

    #[test]
    fn a_servers_own_certificate_fits_by_all_selectors_and_matching_types() {
        let (own, other) = (Leaf::sound().self_signed(), Authority::root("Other"));
        for (selector, matching) in kinds() {
            let record = of(3, selector, matching, &own);
            assert_eq!(unusable(&record), None);
            let of_own = verdict(&record, std::slice::from_ref(&own), &entry(), NOW);
            assert_eq!(of_own, Verdict::Matches, "{selector} {matching}");
            let upper = Record {
                data: record.data.to_ascii_uppercase(),
                ..record.clone()
            };
            assert_eq!(
                verdict(&upper, std::slice::from_ref(&own), &entry(), NOW),
                Verdict::Matches
            );
            let foreign = [other.certificate().clone()];
            assert_eq!(verdict(&record, &foreign, &entry(), NOW), Verdict::Differs);
        }
    }

    #[test]
    fn a_servers_own_key_fits_whatever_the_name_and_the_date() {
        let leaf = Leaf {
            names: &["elsewhere.example"],
            until_day: -1,
            ..Leaf::sound()
        };
        let own = leaf.self_signed();
        let record = advised(&own).unwrap();
        assert_eq!(record, of(3, 1, 1, &own));
        assert_eq!(verdict(&record, &[own], &entry(), NOW), Verdict::Matches);
    }

    #[test]
    fn a_renewed_certificate_with_the_same_key_fits_by_the_key_alone() {
        let root = Authority::root("Root");
        let old = root.issue(&Leaf::sound());
        let renewed = root.issue(&Leaf {
            until_day: 90,
            ..Leaf::sound()
        });
        let verdict = |record| verdict(&record, std::slice::from_ref(&renewed), &entry(), NOW);
        assert_eq!(verdict(of(3, 1, 1, &old)), Verdict::Matches);
        assert_eq!(verdict(of(3, 0, 1, &old)), Verdict::Differs);
    }

    #[test]
    fn a_chain_leads_to_the_authority_of_the_record() {
        let root = Authority::root("Root");
        let issuing = root.intermediate("Issuing");
        let leaf = issuing.issue(&Leaf::sound());
        let chain = [
            leaf,
            issuing.certificate().clone(),
            root.certificate().clone(),
        ];
        for authority in [&root, &issuing] {
            for (selector, matching) in kinds() {
                let record = of(2, selector, matching, authority.certificate());
                let verdict = verdict(&record, &chain, &entry(), NOW);
                assert_eq!(verdict, Verdict::Matches, "{selector} {matching}");
            }
        }
        let foreign = of(2, 1, 1, Authority::root("Other").certificate());
        assert_eq!(verdict(&foreign, &chain, &entry(), NOW), Verdict::Differs);
        // What a server does not send is only there if the record holds it.
        let short = &chain[..2];
        let hashed = of(2, 0, 1, root.certificate());
        assert_eq!(verdict(&hashed, short, &entry(), NOW), Verdict::Differs);
        let whole = of(2, 0, 0, root.certificate());
        assert_eq!(verdict(&whole, short, &entry(), NOW), Verdict::Matches);
        // A server's own certificate is no authority of its own.
        let own = of(2, 1, 1, &chain[0]);
        assert_eq!(verdict(&own, &chain, &entry(), NOW), Verdict::Differs);
    }

    #[test]
    fn signatures_dates_and_names_count_below_an_authority() {
        let root = Authority::root("Root");
        let record = of(2, 1, 1, root.certificate());
        let judged = |leaf: &Leaf, at| {
            let chain = [root.issue(leaf), root.certificate().clone()];
            verdict(&record, &chain, &entry(), at)
        };
        let sound = Leaf::sound();
        assert_eq!(judged(&sound, NOW), Verdict::Matches);
        assert_eq!(
            judged(&sound, NOW + 61 * DAY),
            Verdict::Broken(Broken::Date)
        );
        let elsewhere = Leaf {
            names: &["elsewhere.example"],
            ..sound.clone()
        };
        assert_eq!(judged(&elsewhere, NOW), Verdict::Broken(Broken::Name));
        // RFC 7673 §4.2: the host's own name will do.
        let of_host = Leaf {
            names: &["im.example.org"],
            ..sound.clone()
        };
        assert_eq!(judged(&of_host, NOW), Verdict::Matches);
        let forged = Authority::impostor("Root").issue(&sound);
        let chain = [forged, root.certificate().clone()];
        assert_eq!(
            verdict(&record, &chain, &entry(), NOW),
            Verdict::Broken(Broken::Path)
        );
    }

    #[test]
    fn what_peers_pass_over_is_told_apart() {
        let with = |usage, selector, matching, digits: usize| {
            unusable(&Record {
                usage,
                selector,
                matching,
                data: "0".repeat(digits),
            })
        };
        for (usage, selector, matching, digits, why) in [
            (0, 0, 1, 64, Some(Unusable::Pkix)),
            (1, 1, 1, 64, Some(Unusable::Pkix)),
            (4, 0, 1, 64, Some(Unusable::Usage)),
            (255, 0, 1, 64, Some(Unusable::Usage)),
            (3, 2, 1, 64, Some(Unusable::Selector)),
            (3, 1, 3, 64, Some(Unusable::Matching)),
            (3, 1, 1, 62, Some(Unusable::Length)),
            (3, 1, 2, 64, Some(Unusable::Length)),
            (3, 0, 0, 0, Some(Unusable::Length)),
            (3, 1, 1, 64, None),
            (2, 0, 2, 128, None),
        ] {
            assert_eq!(with(usage, selector, matching, digits), why);
        }
    }

    #[test]
    fn without_a_certificate_nothing_fits() {
        let record = advised(&Leaf::sound().self_signed()).unwrap();
        assert_eq!(verdict(&record, &[], &entry(), NOW), Verdict::Differs);
        let garbage = CertificateDer::from(vec![0x30, 0]);
        assert_eq!(advised(&garbage), None);
        assert_eq!(
            verdict(&record, &[garbage], &entry(), NOW),
            Verdict::Differs
        );
    }
}
