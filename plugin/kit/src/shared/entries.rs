//! The option in which a platform hands over the entries of other checkers:
//! `[{type, ref, payload}]`.

use serde_json::Value;

use super::fold;
use super::tls_endpoint::{ENTRY_TYPE, TlsEndpoint, Unreadable};
use crate::text::shorten;

/// The longest reference kept, in characters.
const MAX_REF: usize = 300;

/// A TLS endpoint as it was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// The reference; the position in the option where there is none.
    pub r#ref: String,
    /// The endpoint, or why it cannot be read.
    pub endpoint: Result<TlsEndpoint, Unreadable>,
}

/// The entries of the type `tls.endpoint.v1`. Those of other types are for
/// other readers; `null` is none.
pub fn tls_endpoints(items: &[Value]) -> Vec<Handed> {
    let items = items.iter().enumerate();
    items
        .filter_map(|(index, item)| handed(index, item))
        .collect()
}

fn handed(index: usize, item: &Value) -> Option<Handed> {
    let place = || format!("#{index}");
    if item.is_null() {
        return None;
    }
    let Some(object) = item.as_object() else {
        return Some(Handed {
            r#ref: place(),
            endpoint: Err(Unreadable::NotAnObject),
        });
    };
    let members = fold::members(object);
    let reference = members.get("ref").and_then(Value::as_str);
    let reference = reference.filter(|text| !text.is_empty());
    let endpoint = match members.get("type").and_then(Value::as_str) {
        Some(ENTRY_TYPE) => match members.get("payload") {
            Some(payload) => TlsEndpoint::from_payload(payload),
            None => Err(missing("payload")),
        },
        Some(_) => return None,
        None => Err(missing("type")),
    };
    Some(Handed {
        r#ref: reference.map_or_else(place, |text| shorten(text, MAX_REF)),
        endpoint: match reference {
            Some(_) => endpoint,
            // Nobody could tell which entry the result is about.
            None => endpoint.and(Err(missing("ref"))),
        },
    })
}

fn missing(member: &str) -> Unreadable {
    Unreadable::Missing {
        member: member.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(items: Value) -> Vec<(String, Result<u16, Unreadable>)> {
        tls_endpoints(items.as_array().unwrap())
            .into_iter()
            .map(|handed| (handed.r#ref, handed.endpoint.map(|endpoint| endpoint.port)))
            .collect()
    }

    #[test]
    fn entries_are_read_in_any_case_and_other_types_passed_over() {
        let payload = json!({ "host": "a", "port": 1 });
        let items = json!([
            { "type": "tls.endpoint.v1", "ref": "one", "payload": payload },
            { "Type": "tls.endpoint.v1", "Ref": "two", "Payload": payload },
            { "type": "dane.v1", "ref": "three", "payload": 7 },
            null,
        ]);
        assert_eq!(read(items), [("one".into(), Ok(1)), ("two".into(), Ok(1))]);
    }

    #[test]
    fn nothing_is_dropped_silently() {
        let payload = json!({ "host": "a", "port": 1 });
        let items = json!([
            7,
            { "ref": "untyped", "payload": payload },
            { "type": "tls.endpoint.v1", "payload": payload },
            { "type": "tls.endpoint.v1", "ref": "empty" },
        ]);
        assert_eq!(
            read(items),
            [
                ("#0".into(), Err(Unreadable::NotAnObject)),
                ("untyped".into(), Err(missing("type"))),
                ("#2".into(), Err(missing("ref"))),
                ("empty".into(), Err(missing("payload"))),
            ]
        );
    }
}
