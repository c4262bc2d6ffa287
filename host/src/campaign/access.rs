//! Which servers, and what they are shown: the same as the NATS command line
//! takes.

use std::fmt;
use std::path::{Path, PathBuf};

use async_nats::{ConnectOptions, ServerAddr};
use zeroize::Zeroizing;

use super::error::Error;

/// Where the servers are and what lets us in. Its debug form shows no secret.
#[derive(Default, Clone)]
pub struct Access {
    /// Addresses with commas between them, such as `nats://a.example,tls://b.example:4222`;
    /// a user and a password may stand in the first.
    pub servers: String,
    /// A file with a JWT and the seed of its key.
    pub credentials: Option<PathBuf>,
    /// A file with the seed of an NKey.
    pub nkey: Option<PathBuf>,
    /// A user; without a password, a token.
    pub user: Option<String>,
    /// The user's password.
    pub password: Option<Zeroizing<String>>,
    /// Authorities to trust instead of the system's, in PEM.
    pub authorities: Option<PathBuf>,
    /// A certificate of our own, in PEM.
    pub certificate: Option<PathBuf>,
    /// Its key, in PEM.
    pub key: Option<PathBuf>,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access")
            .field("credentials", &self.credentials)
            .field("nkey", &self.nkey)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl Access {
    /// Servers without anything to show.
    pub fn to(servers: &str) -> Self {
        Self {
            servers: servers.to_owned(),
            ..Self::default()
        }
    }

    /// The servers' addresses.
    pub(super) fn addresses(&self) -> Result<Vec<ServerAddr>, Error> {
        let servers = self.servers.split(',').map(str::trim);
        let servers = servers.filter(|server| !server.is_empty());
        let addresses = servers.map(|server| {
            let address: Result<ServerAddr, _> = server.parse();
            // The address may hold a password: it is not repeated.
            address.map_err(|error| unusable("the address of the NATS server", &error.to_string()))
        });
        let addresses: Vec<ServerAddr> = addresses.collect::<Result<_, _>>()?;
        match addresses.is_empty() {
            true => Err(unusable("the address of the NATS server", "it is empty")),
            false => Ok(addresses),
        }
    }

    /// How to connect.
    pub(super) async fn options(&self, addresses: &[ServerAddr]) -> Result<ConnectOptions, Error> {
        let mut options = ConnectOptions::new();
        if let Some((user, password)) = self.login(addresses) {
            options = match password {
                Some(password) => options.user_and_password(user, password.to_string()),
                None => options.token(user),
            };
        }
        if let Some(path) = &self.credentials {
            let read = options.credentials_file(path).await;
            options = read.map_err(|error| of_file(path, &error.to_string()))?;
        }
        if let Some(path) = &self.nkey {
            let seed = std::fs::read_to_string(path).map(Zeroizing::new);
            let seed = seed.map_err(|error| of_file(path, &error.to_string()))?;
            options = options.nkey(seed.trim().to_owned());
        }
        if let Some(path) = &self.authorities {
            options = options.add_root_certificates(path.clone());
        }
        match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => {
                options = options.add_client_certificate(certificate.clone(), key.clone());
            }
            (None, None) => {}
            _ => {
                return Err(unusable(
                    "the certificate for NATS",
                    "it needs its key, too",
                ));
            }
        }
        let secured = self.authorities.is_some() || self.certificate.is_some();
        Ok(options.require_tls(secured))
    }

    /// What was given apart goes over what stands in an address.
    fn login(&self, addresses: &[ServerAddr]) -> Option<(String, Option<Zeroizing<String>>)> {
        if let Some(user) = &self.user {
            return Some((user.clone(), self.password.clone()));
        }
        let address = addresses.iter().find(|address| address.has_user_pass())?;
        let password = address.password().map(|text| Zeroizing::new(decoded(text)));
        Some((decoded(address.username()?), password))
    }
}

fn unusable(what: &str, why: &str) -> Error {
    Error::Access {
        what: what.to_owned(),
        why: why.to_owned(),
    }
}

fn of_file(path: &Path, why: &str) -> Error {
    unusable(&path.display().to_string(), why)
}

/// RFC 3986 §2.1: what an address cannot hold stands in it as `%` and two
/// hexadecimal digits.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let digits = others.get(..2).filter(|_| *first == b'%');
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = others.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(access: &Access) -> Option<(String, Option<String>)> {
        let (user, password) = access.login(&access.addresses().unwrap())?;
        Some((user, password.map(|password| password.to_string())))
    }

    #[test]
    fn a_list_of_servers_is_read_with_the_login_in_it() {
        let access = Access::to("nats://me:p%40ss@a.example, tls://b.example:4333");
        let addresses = access.addresses().unwrap();
        assert_eq!(addresses.len(), 2);
        assert_eq!(
            (addresses[1].host(), addresses[1].port()),
            ("b.example", 4333)
        );
        assert_eq!(login(&access), Some(("me".into(), Some("p@ss".into()))));
        let apart = Access {
            user: Some("other".into()),
            ..access
        };
        assert_eq!(login(&apart), Some(("other".into(), None)));
        assert_eq!(login(&Access::to("a.example")), None);
    }

    #[test]
    fn an_address_that_is_none_is_refused_without_repeating_it() {
        for servers in [
            "",
            ",",
            "http://me:secret@a.example",
            "nats://me:secret@a b",
        ] {
            let refused = Access::to(servers).addresses().unwrap_err().to_string();
            assert!(!refused.contains("secret"), "{refused}");
        }
    }

    #[test]
    fn text_that_is_not_encoded_stays_as_it_is() {
        for (text, meant) in [("a%2Fb", "a/b"), ("100%", "100%"), ("%zz", "%zz"), ("", "")] {
            assert_eq!(decoded(text), meant);
        }
    }
}
