//! Asks to be kept from a port, and connects to it all the same.

use checker_guests::{
    CheckerDefinition, Collection, ErrorCode, Hostile, definition, observed, silent_server, tcp,
};

struct Guest;

impl Hostile for Guest {
    fn definition() -> CheckerDefinition {
        CheckerDefinition {
            denied_ports: vec![silent_server().port],
            ..definition("hostile")
        }
    }

    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        Ok(observed(
            match tcp::Connection::connect(silent_server()).await {
                Ok(_) => r#""open""#,
                Err(tcp::ErrorCode::AccessDenied(tcp::Denial::Port)) => r#""denied""#,
                Err(_) => r#""failed""#,
            },
        ))
    }
}

checker_guests::export!(Guest);
