//! JSON objects of writers whose language does not care about the case of
//! member names, nor whether an absent member is `null`.

use serde_json::{Map, Value};

/// The members in lower case, without those that are `null`. A name that is
/// right already wins over one that only folds to it.
pub(super) fn members(object: &Map<String, Value>) -> Map<String, Value> {
    let present = object.iter().filter(|(_, value)| !value.is_null());
    let mut folded = Map::new();
    for (name, value) in present {
        let lower = name.to_ascii_lowercase();
        if lower == *name || !folded.contains_key(&lower) {
            folded.insert(lower, value.clone());
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn any_case_is_read_null_is_absent_and_the_right_name_wins() {
        let object = json!({ "Host": "a", "host": "b", "SNI": null, "Port": 1 });
        let folded = members(object.as_object().unwrap());
        assert_eq!(Value::Object(folded), json!({ "host": "b", "port": 1 }));
    }
}
