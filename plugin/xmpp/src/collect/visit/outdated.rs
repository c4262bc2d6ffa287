//! Where the handshake failed for want of common cryptography: what the server
//! would agree to.

use checker_kit::tls::TlsFailure;
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::transcript::Transcript;

use super::prober::{Look, Prober};
use crate::observation::Endpoint;

/// Looks once more, with an offer of everything that there ever was, and puts
/// what came of it in the place of the failure.
pub(super) async fn look(prober: &Prober<'_>, endpoint: &mut Endpoint) {
    if !is_worth_it(endpoint) {
        return;
    }
    let seen = prober.look_for_outdated(Look::at(endpoint)).await;
    if let Some(known) = seen.and_then(|seen| told(&seen)) {
        endpoint.transcript.failure = Some(known);
    }
}

fn is_worth_it(endpoint: &Endpoint) -> bool {
    let failure = endpoint.transcript.failure.as_ref();
    let nothing_in_common = failure.is_some_and(|failure| {
        matches!(
            failure.cause,
            FailureCause::Tls(TlsFailure::OldVersion | TlsFailure::NothingInCommon)
        )
    });
    nothing_in_common && endpoint.redirects.is_empty() && endpoint.diagnosis.is_none()
}

/// What the second look tells.
fn told(seen: &Transcript) -> Option<ProbeFailure> {
    let failure = seen.failure.as_ref()?;
    let tells = matches!(
        failure.cause,
        FailureCause::Tls(TlsFailure::Outdated(_) | TlsFailure::NoCertificate)
    );
    tells.then(|| failure.clone())
}

#[cfg(test)]
mod tests {
    use checker_kit::tls::{Outdated, OutdatedVersion};
    use checker_stream::step::Step;

    use super::*;
    use crate::observation::Diagnosis;
    use crate::testing::{change, fail, port, refuse, sound};

    fn endpoint(how: impl Fn(&mut Endpoint)) -> Endpoint {
        let mut case = sound();
        change(&mut case, port(5222), how);
        let mut endpoints = case.observation.endpoints.into_iter();
        endpoints.find(|endpoint| endpoint.port == 5222).unwrap()
    }

    fn failing(failure: TlsFailure) -> Endpoint {
        endpoint(fail(Step::Tls, FailureCause::Tls(failure)))
    }

    #[test]
    fn only_a_want_of_common_cryptography_is_worth_another_look() {
        assert!(is_worth_it(&failing(TlsFailure::NothingInCommon)));
        assert!(is_worth_it(&failing(TlsFailure::OldVersion)));
        assert!(!is_worth_it(&failing(TlsFailure::Closed)));
        assert!(!is_worth_it(&endpoint(refuse)));
        assert!(!is_worth_it(&endpoint(|_| {})));
        let mut diagnosed = failing(TlsFailure::NothingInCommon);
        diagnosed.diagnosis = Some(Diagnosis::Https);
        assert!(!is_worth_it(&diagnosed));
    }

    #[test]
    fn only_an_answer_takes_the_place_of_the_failure() {
        let outdated = TlsFailure::Outdated(Outdated {
            version: OutdatedVersion::Tls12,
            cipher_suite: "TLS_RSA_WITH_AES_128_CBC_SHA".into(),
        });
        let told_of = |failure| told(&failing(failure).transcript).is_some();
        assert!(told_of(outdated));
        assert!(told_of(TlsFailure::NoCertificate));
        assert!(!told_of(TlsFailure::Closed));
        assert!(!told_of(TlsFailure::Protocol("odd".into())));
        assert_eq!(told(&endpoint(|_| {}).transcript), None);
    }
}
