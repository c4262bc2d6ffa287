//! How many connections are open at a time, as the network sees it.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use checker_host::network::{BoxStream, Connector, Held, Network, TcpError};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

/// Those to each address. Clones count together.
#[derive(Clone, Default)]
pub(crate) struct Counts(Arc<Mutex<BTreeMap<IpAddr, Count>>>);

#[derive(Default)]
struct Count {
    open: usize,
    most: usize,
    all: usize,
}

impl Counts {
    /// The same network, counted.
    pub(crate) fn of(&self, network: Network) -> Network {
        let connector = Counted {
            inner: network.connector.clone(),
            counts: self.clone(),
        };
        Network {
            connector: Arc::new(connector),
            ..network
        }
    }

    /// The most that were open to one address at a time.
    pub(crate) fn most(&self) -> usize {
        let counts = self.0.lock().unwrap();
        counts.values().map(|count| count.most).max().unwrap_or(0)
    }

    /// How many are open.
    pub(crate) fn open(&self) -> usize {
        let counts = self.0.lock().unwrap();
        counts.values().map(|count| count.open).sum()
    }

    /// How many there were to an address.
    pub(crate) fn to(&self, address: &str) -> usize {
        let counts = self.0.lock().unwrap();
        let count = counts.get(&address.parse().unwrap());
        count.map_or(0, |count| count.all)
    }

    fn begin(&self, address: IpAddr) -> Place {
        let mut counts = self.0.lock().unwrap();
        let count = counts.entry(address).or_default();
        count.open += 1;
        count.all += 1;
        count.most = count.most.max(count.open);
        Place {
            counts: self.clone(),
            address,
        }
    }
}

struct Counted {
    inner: Arc<dyn Connector>,
    counts: Counts,
}

impl Connector for Counted {
    fn connect(&self, remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>> {
        async move {
            let place = self.counts.begin(remote.ip());
            let stream = self.inner.connect(remote).await?;
            Ok(Held::boxed(stream, place))
        }
        .boxed()
    }
}

/// A connection or an attempt that is open.
struct Place {
    counts: Counts,
    address: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.counts.0.lock().unwrap();
        counts.get_mut(&self.address).unwrap().open -= 1;
    }
}
