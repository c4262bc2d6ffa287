//! Whether looks are spoilt.

use tokio::sync::watch;

use super::witness::Sign;

/// Something that is well until it is spoilt, for good.
#[derive(Default)]
pub(super) struct Spoilt(watch::Sender<bool>);

/// Which looks of a check are spoilt.
#[derive(Default)]
pub(super) struct Signs {
    pub(super) leader: Spoilt,
    /// Those that are made beside it.
    pub(super) siblings: Spoilt,
}

impl Spoilt {
    pub(super) fn set(&self) {
        self.0.send_replace(true);
    }

    pub(super) fn is(&self) -> bool {
        *self.0.borrow()
    }

    pub(super) async fn wait(&self) {
        let mut spoilt = self.0.subscribe();
        if spoilt.wait_for(|spoilt| *spoilt).await.is_err() {
            // Nobody is left to say so.
            std::future::pending::<()>().await;
        }
    }
}

impl Signs {
    pub(super) fn set(&self, sign: Sign) {
        self.siblings.set();
        if sign == Sign::All {
            self.leader.set();
        }
    }
}
