//! The options of a check, parsed.

use std::collections::BTreeMap;
use std::time::Duration;

use checker_kit::contract::ErrorCode;
use checker_kit::options::{Options, invalid};
use checker_stream::side::Side;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use serde::Deserialize;
use serde_json::Value;

use crate::definition::ENTRY_TYPE;

/// The most endpoints looked at.
const MAX_ENDPOINTS: usize = 64;
/// The longest name taken, in bytes.
const MAX_NAME: usize = 255;

/// Everything that `collect` is told.
#[derive(Debug)]
pub struct Settings {
    /// The endpoints by reference.
    pub endpoints: BTreeMap<String, Endpoint>,
    /// How many there are beyond those.
    pub left_out: usize,
    /// The budget of each address.
    pub timeout: Duration,
    /// Further roots.
    pub roots: Vec<CertificateDer<'static>>,
}

/// The payload of `tls.endpoint.v1`.
#[derive(Debug, Clone, Deserialize)]
pub struct Endpoint {
    /// The host to connect to.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The name for SNI and the certificate.
    #[serde(default)]
    pub sni: String,
    /// The STARTTLS dialect; empty for direct TLS.
    #[serde(default)]
    pub starttls: String,
    /// Whether the endpoint must not work without STARTTLS.
    #[serde(default)]
    pub require_starttls: bool,
}

impl Endpoint {
    /// The side of XMPP that the dialect is for; `None` for direct TLS, an
    /// error for a dialect that is not supported.
    pub fn dialect(&self) -> Result<Option<Side>, &str> {
        match self.starttls.as_str() {
            "" => Ok(None),
            "xmpp-client" => Ok(Some(Side::Client)),
            "xmpp-server" => Ok(Some(Side::Server)),
            other => Err(other),
        }
    }

    /// The name that the certificate has to be for.
    pub fn name(&self) -> &str {
        match self.sni.is_empty() {
            true => &self.host,
            false => &self.sni,
        }
    }
}

impl Settings {
    /// Reads the options. Entries that cannot be read are not ours.
    pub fn parse(options: &str) -> Result<Self, ErrorCode> {
        let options = Options::parse(options)?;
        let timeout = options
            .number("probeTimeoutMs", 100.0, 60_000.0)?
            .unwrap_or(10_000.0);
        let mut endpoints: BTreeMap<String, Endpoint> = options
            .array("endpoints")?
            .iter()
            .filter_map(entry)
            .collect();
        let left_out = endpoints.len().saturating_sub(MAX_ENDPOINTS);
        while endpoints.len() > MAX_ENDPOINTS {
            endpoints.pop_last();
        }
        Ok(Self {
            endpoints,
            left_out,
            timeout: Duration::from_secs_f64(timeout / 1000.0),
            roots: roots(options.text("trustedRoots")?)?,
        })
    }
}

fn entry(value: &Value) -> Option<(String, Endpoint)> {
    if value.get("type")?.as_str()? != ENTRY_TYPE {
        return None;
    }
    let reference = value.get("ref")?.as_str()?.to_owned();
    let endpoint = Endpoint::deserialize(value.get("payload")?).ok()?;
    let usable =
        endpoint.port != 0 && endpoint.host.len() <= MAX_NAME && endpoint.sni.len() <= MAX_NAME;
    usable.then_some((reference, endpoint))
}

fn roots(pem: Option<&str>) -> Result<Vec<CertificateDer<'static>>, ErrorCode> {
    let Some(pem) = pem else {
        return Ok(Vec::new());
    };
    let refuse = || invalid("trustedRoots", pem, "one or more certificates in PEM");
    let roots: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match roots {
        Ok(roots) if !roots.is_empty() => {
            let usable = roots
                .iter()
                .all(|root| webpki::anchor_from_trusted_cert(root).is_ok());
            if usable { Ok(roots) } else { Err(refuse()) }
        }
        _ => Err(refuse()),
    }
}
