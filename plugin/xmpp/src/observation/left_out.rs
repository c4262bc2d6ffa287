//! What was found but not looked at.

use checker_stream::side::Side;
use serde::{Deserialize, Serialize};

use super::service::Service;

/// Something that was found but not looked at: nothing is known of it, least
/// of all that it is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// What.
    #[serde(flatten)]
    pub what: LeftOutWhat,
    /// How many.
    pub count: usize,
    /// The bound that left them out.
    pub bound: usize,
}

/// What kind of thing was left out, and of what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum LeftOutWhat {
    /// SRV records of a service.
    Records {
        /// The service.
        service: Service,
    },
    /// Hosts of a service whose addresses were not looked up.
    Hosts {
        /// The service; absent for the fallback.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<Service>,
    },
    /// Addresses of a host, whichever services it has.
    Addresses {
        /// The host.
        host: String,
    },
    /// Endpoints of a service at a host.
    Endpoints {
        /// The side.
        side: Side,
        /// The service; absent for the fallback.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<Service>,
        /// The host.
        host: String,
    },
}

impl LeftOutWhat {
    /// Whether it is a part of the service (or of the fallback) and of no
    /// other.
    pub fn concerns(&self, of: Option<Service>) -> bool {
        match self {
            Self::Records { service } => Some(*service) == of,
            Self::Hosts { service } | Self::Endpoints { service, .. } => *service == of,
            Self::Addresses { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_names_what_and_how_many() {
        let left = LeftOut {
            what: LeftOutWhat::Endpoints {
                side: Side::Client,
                service: Some(Service::XmppsClient),
                host: "a.example".into(),
            },
            count: 3,
            bound: 64,
        };
        let json = serde_json::to_string(&left).unwrap();
        assert_eq!(
            json,
            r#"{"what":"endpoints","side":"c2s","service":"_xmpps-client._tcp","host":"a.example","count":3,"bound":64}"#
        );
        assert_eq!(serde_json::from_str::<LeftOut>(&json).unwrap(), left);
        assert!(left.what.concerns(Some(Service::XmppsClient)));
        assert!(!left.what.concerns(Some(Service::XmppClient)));
        assert!(!left.what.concerns(None));
    }
}
