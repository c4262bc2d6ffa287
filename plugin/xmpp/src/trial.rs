//! Whether another server gets in by certificate, where the prober had one of
//! its own to try with.

use checker_kit::tls::{ClientCertificate, TlsFailure};
use checker_stream::external::{self, External};
use checker_stream::failure::FailureCause;
use checker_stream::side::Side;

use crate::observation::Endpoint;
use crate::standing::refuses_strangers;

/// What came of the attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    /// The server let the prober in.
    Succeeded,
    /// The server did not, or what it let it into came to nothing.
    Refused,
    /// The server does not offer EXTERNAL to the prober.
    NotOffered,
}

impl Trial {
    /// That at an endpoint; `None` where there was no certificate, or it did
    /// not come to an attempt.
    pub fn of(endpoint: &Endpoint) -> Option<Self> {
        if endpoint.side != Side::Server || endpoint.diagnosis.is_some() {
            return None;
        }
        let seen = endpoint.last();
        match &seen.external {
            Some(External::Succeeded(restart)) if restart.failure.is_none() => {
                return Some(Self::Succeeded);
            }
            Some(_) => return Some(Self::Refused),
            None => {}
        }
        if let Some(FailureCause::Tls(TlsFailure::CertificateRefused(_))) = seen.cause() {
            return Some(Self::Refused);
        }
        // Without a certificate to show there is nothing here.
        certificate(endpoint)?;
        if refuses_strangers(endpoint) {
            return Some(Self::Refused);
        }
        let features = seen.features.as_ref()?;
        // Offered and not tried: there was no time.
        (!external::is_offered(features)).then_some(Self::NotOffered)
    }
}

/// What became of the prober's certificate in the handshake; `None` where there
/// was none, or no handshake.
pub fn certificate(endpoint: &Endpoint) -> Option<ClientCertificate> {
    endpoint.last().tls.as_ref()?.client_certificate
}

/// What the server said to it, in words.
pub fn answer(endpoint: &Endpoint) -> String {
    let seen = endpoint.last();
    match &seen.external {
        Some(External::Refused(refusal)) => refusal.describe(),
        Some(External::Unexpected(name)) => format!("the server answered with <{name}/>"),
        Some(External::Unanswered(cause)) => cause.to_string(),
        Some(External::Succeeded(restart)) => match &restart.failure {
            Some(cause) => format!("it let the prober in, and then: {cause}"),
            None => String::new(),
        },
        None => seen
            .cause()
            .map_or_else(String::new, FailureCause::to_string),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{change, fail, of, sound, stream_error};
    use checker_stream::external::{Refusal, Restart};
    use checker_stream::step::Step;

    fn tried(
        certificate: Option<ClientCertificate>,
        with: impl Fn(&mut Endpoint),
    ) -> Option<Trial> {
        let mut case = sound();
        change(&mut case, of(Side::Server), |endpoint| {
            with(endpoint);
            if let Some(tls) = &mut endpoint.transcript.tls {
                tls.client_certificate = certificate;
            }
        });
        let trials: Vec<_> = case.observation.side(Side::Server).map(Trial::of).collect();
        assert!(trials.iter().all(|trial| *trial == trials[0]));
        trials[0]
    }

    const SHOWN: Option<ClientCertificate> = Some(ClientCertificate::Presented);

    #[test]
    fn what_the_server_answers_decides() {
        let refusal = Refusal {
            condition: "not-authorized".into(),
            text: None,
        };
        let ended = Restart {
            failure: Some(FailureCause::Closed),
            ..Restart::default()
        };
        for (external, trial) in [
            (External::Succeeded(Restart::default()), Trial::Succeeded),
            (External::Succeeded(ended), Trial::Refused),
            (External::Refused(refusal), Trial::Refused),
            (External::Unexpected("challenge".into()), Trial::Refused),
            (External::Unanswered(FailureCause::Closed), Trial::Refused),
        ] {
            let seen = tried(SHOWN, |one| {
                one.transcript.external = Some(external.clone())
            });
            assert_eq!(seen, Some(trial), "{external:?}");
        }
    }

    #[test]
    fn who_ends_the_stream_or_the_handshake_refuses_and_who_offers_nothing_does_not() {
        let ended = stream_error(Step::Features, "not-authorized", "");
        assert_eq!(tried(SHOWN, &ended), Some(Trial::Refused));
        let unasked = Some(ClientCertificate::NotAskedFor);
        assert_eq!(tried(unasked, &ended), Some(Trial::Refused));
        assert_eq!(tried(None, &ended), None);
        let refused = FailureCause::Tls(TlsFailure::CertificateRefused("unknown_ca".into()));
        assert_eq!(tried(None, fail(Step::Tls, refused)), Some(Trial::Refused));
        assert_eq!(tried(SHOWN, |_| {}), Some(Trial::NotOffered));
        assert_eq!(tried(None, |_| {}), None);
        let offering = |endpoint: &mut Endpoint| {
            let features = endpoint.transcript.features.as_mut().unwrap();
            features.mechanisms = vec!["EXTERNAL".into()];
        };
        assert_eq!(tried(SHOWN, offering), None);
    }
}
