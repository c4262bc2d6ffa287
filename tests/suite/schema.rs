//! Whether a document is what its JSON Schema says: as much of JSON Schema as
//! the schemas of this repository use. What else stands in one is an error, so
//! that nothing is passed over.

use serde_json::{Map, Value};

/// Words that say nothing about what is allowed.
const SILENT: [&str; 7] = [
    "$schema",
    "$defs",
    "title",
    "description",
    "format",
    "default",
    "minimum",
];

/// The first way in which a document differs, with where.
pub(crate) fn check(schema: &str, document: &Value) -> Result<(), String> {
    let root: Value = serde_json::from_str(schema).unwrap();
    at(&root, &root, document, "")
}

fn at(root: &Value, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    let Value::Object(schema) = schema else {
        return match schema {
            Value::Bool(true) => Ok(()),
            _ => Err(format!("{place}: nothing is allowed here")),
        };
    };
    let fail = |why: &str| Err(format!("{place}: {value} {why}"));
    for (word, said) in schema {
        match word.as_str() {
            "type" if !is_of(said, value) => return fail(&format!("is no {said}")),
            "const" if said != value => return fail(&format!("is not {said}")),
            "enum" if !said.as_array().unwrap().contains(value) => {
                return fail(&format!("is none of {said}"));
            }
            "$ref" => {
                let pointer = said.as_str().unwrap().trim_start_matches('#');
                at(root, root.pointer(pointer).unwrap(), value, place)?;
            }
            "anyOf" | "oneOf" => {
                let ways = said.as_array().unwrap().iter();
                let found: Vec<_> = ways.map(|way| at(root, way, value, place)).collect();
                if found.iter().all(Result::is_err) {
                    return found.into_iter().next().unwrap();
                }
            }
            "required" => {
                let mut names = said.as_array().unwrap().iter();
                if let Some(name) = names.find(|name| value.get(name.as_str().unwrap()).is_none()) {
                    return Err(format!("{place}: there is no {name}"));
                }
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    at(root, said, item, &format!("{place}/{index}"))?;
                }
            }
            "properties"
            | "additionalProperties"
            | "patternProperties"
            | "type"
            | "const"
            | "enum" => {}
            silent if SILENT.contains(&silent) => {}
            unknown => return Err(format!("{place}: the schema says {unknown}")),
        }
    }
    match value {
        Value::Object(members) => members_at(root, schema, members, place),
        _ => Ok(()),
    }
}

fn members_at(
    root: &Value,
    schema: &Map<String, Value>,
    members: &Map<String, Value>,
    place: &str,
) -> Result<(), String> {
    let part = |word: &str| schema.get(word).and_then(Value::as_object);
    for (name, value) in members {
        let place = format!("{place}/{name}");
        let described = part("properties").and_then(|all| all.get(name));
        let patterns = part("patternProperties").into_iter().flatten();
        let mut patterns = patterns.filter(|(pattern, _)| {
            // All of ours are beginnings.
            name.starts_with(pattern.strip_prefix('^').unwrap())
        });
        let described = described.or_else(|| Some(patterns.next()?.1));
        if let Some(described) = described.or_else(|| schema.get("additionalProperties")) {
            at(root, described, value, &place)?;
        }
    }
    Ok(())
}

fn is_of(said: &Value, value: &Value) -> bool {
    let is = |word: &Value| match word.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type {other}"),
    };
    match said {
        Value::Array(types) => types.iter().any(is),
        one => is(one),
    }
}

#[test]
fn what_differs_is_found() {
    let schema = r##"{"type":"object","required":["a"],"properties":{"a":{"$ref":"#/$defs/A"}},
        "patternProperties":{"^n_":{"type":["integer","null"]}},
        "$defs":{"A":{"anyOf":[{"const":1},{"type":"array","items":{"enum":["x"]}}]}}}"##;
    let check = |document: &str| check(schema, &serde_json::from_str(document).unwrap());
    for sound in [r#"{"a":1}"#, r#"{"a":["x"],"n_1":null,"b":{}}"#] {
        assert_eq!(check(sound), Ok(()), "{sound}");
    }
    for wrong in [
        "[]",
        "{}",
        r#"{"a":2}"#,
        r#"{"a":["y"]}"#,
        r#"{"a":1,"n_1":"x"}"#,
    ] {
        assert!(check(wrong).is_err(), "{wrong}");
    }
    assert!(super::schema::check(r#"{"minLength":1}"#, &Value::Null).is_err());
}
