//! As much of the grammar of Rust as it takes to read the declarations of
//! structures and enumerations.

/// The text between the braces that follow `head`.
pub(crate) fn body<'a>(text: &'a str, head: &str) -> &'a str {
    let (_, rest) = text
        .split_once(head)
        .unwrap_or_else(|| panic!("there is no {head}"));
    let start = rest.find('{').unwrap();
    let mut depth = 0;
    for (at, letter) in rest[start..].char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &rest[start + 1..start + at];
        }
    }
    panic!("{head} does not end")
}

/// What commas separate, but not those within brackets.
pub(crate) fn items(body: &str) -> Vec<String> {
    let (mut items, mut depth) = (vec![String::new()], 0);
    for letter in body.chars() {
        match letter {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' => depth -= 1,
            _ => {}
        }
        match (letter, depth) {
            (',', 0) => items.push(String::new()),
            _ => items.last_mut().unwrap().push(letter),
        }
    }
    items.retain(|item| !item.trim().is_empty());
    items
}

/// The attributes before a declaration.
pub(crate) fn attributes(item: &str) -> String {
    item[..item.len() - declaration(item).len()].to_owned()
}

/// What follows the attributes.
pub(crate) fn declaration(item: &str) -> &str {
    let mut rest = item.trim_start();
    while let Some(attribute) = rest.strip_prefix("#[") {
        let mut depth = 1;
        let end = attribute.char_indices().find(|(_, letter)| {
            match letter {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        rest = attribute[end.unwrap().0 + 1..].trim_start();
    }
    rest.trim_end()
}

/// The declaration of a field or function without `pub`.
pub(crate) fn without_visibility(declaration: &str) -> &str {
    let rest = declaration.strip_prefix("pub").unwrap_or(declaration);
    let path = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    path.map_or(rest, |(_, rest)| rest).trim_start()
}

/// Whether the word is there, and not as a part of another.
pub(crate) fn has_word(text: &str, word: &str) -> bool {
    let letters = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_';
    text.split(letters).any(|part| part == word)
}

/// The text without lines that are comments.
pub(crate) fn without_comments(text: &str) -> String {
    let lines = text.lines();
    let code = lines.map(|line| match line.trim_start().starts_with("//") {
        true => "",
        false => line,
    });
    code.collect::<Vec<_>>().join("\n")
}
