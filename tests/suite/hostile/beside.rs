//! What runs beside a hostile guest and must not notice it.

use checker_host::model::Status;

use crate::lab::{Lab, endpoints};

/// A sound check of a sound deployment.
pub(super) async fn sound_check() {
    let outcome = Lab::sound().check_here().await;
    assert!(outcome.status <= Status::Info, "{:#?}", outcome.states);
    assert_eq!(endpoints(&outcome).len(), 8);
}
