//! Servers that know an internationalised domain by its A-labels only.

use checker_stream::transcript::Transcript;

use super::outcome::condition;
use super::prober::{Look, Prober};
use crate::domain::Domain;
use crate::observation::Endpoint;

/// RFC 7622 §3.2 asks for U-labels; where the server knows no such host, the
/// A-labels are tried.
pub(super) async fn retry(prober: &Prober<'_>, domain: &Domain, endpoint: &mut Endpoint) {
    if !domain.is_international() || !is_unknown(&endpoint.transcript) {
        return;
    }
    let look = Look::at(endpoint, &domain.ascii);
    let retried = prober.look_again(look).await;
    if let Some(retried) = retried.filter(|retried| !is_unknown(retried)) {
        endpoint.transcript = retried;
        endpoint.to_a_label = true;
    }
}

fn is_unknown(transcript: &Transcript) -> bool {
    condition(transcript) == Some("host-unknown")
}
