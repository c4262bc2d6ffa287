//! JSON for people: what fits on a line is on one.

use serde_json::Value;

/// How long a line may get, in characters.
const WIDTH: usize = 110;

/// The document, members in the order of their names.
pub(crate) fn laid_out(document: &Value) -> String {
    let mut text = String::new();
    write(&mut text, document, 0);
    text
}

fn write(text: &mut String, value: &Value, depth: usize) {
    let short = value.to_string();
    let (begin, end, items): (_, _, Vec<(String, &Value)>) = match value {
        _ if depth * 2 + short.chars().count() <= WIDTH => ("", "", Vec::new()),
        Value::Array(items) => {
            let unnamed = items.iter().map(|item| (String::new(), item));
            ("[", "]", unnamed.collect())
        }
        Value::Object(members) => {
            let named = members.iter().map(|(name, member)| {
                let name = Value::from(name.as_str());
                (format!("{name}: "), member)
            });
            ("{", "}", named.collect())
        }
        _ => ("", "", Vec::new()),
    };
    if items.is_empty() {
        text.push_str(&short);
        return;
    }
    text.push_str(begin);
    let last = items.len() - 1;
    for (index, (name, item)) in items.into_iter().enumerate() {
        text.push('\n');
        text.push_str(&"  ".repeat(depth + 1));
        text.push_str(&name);
        write(text, item, depth + 1);
        if index != last {
            text.push(',');
        }
    }
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
    text.push_str(end);
}
