//! What a component sees of the world: a [`Resolver`], a [`Connector`] and a
//! [`Clock`], each of which can be replaced or wrapped without the others.

mod by_address;
mod cache;
mod check;
mod composed;
#[cfg(any(test, feature = "sim"))]
pub mod conformance;
mod error;
mod held;
mod offline;
mod policy;
#[cfg(feature = "sim")]
pub mod sim;
mod system;
mod throttle;
mod traits;

pub use cache::CachedResolver;
pub use check::{CheckConnections, CheckConnector};
pub use composed::Network;
pub use error::{DnsError, TcpError};
pub use held::Held;
pub use policy::{AddressClass, Denial, Policy};
pub use system::{ResolverError, SystemClock, SystemConnector, SystemResolver};
pub use throttle::ThrottledConnector;
pub use traits::{BoxStream, Clock, Connector, Resolver, Stream};
