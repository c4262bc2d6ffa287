//! Puts a line of a report into a configuration, where the line itself says.

/// The configuration with lines of a report in it. A comment above them or
/// behind the only one says where they go, and there is nothing else to go by.
#[track_caller]
pub(super) fn put(configuration: &str, snippet: &str) -> String {
    let (place, lines) = parts(snippet);
    let text = Lines(configuration.lines().map(str::to_owned).collect());
    let first_host = |one: &str| one.starts_with("VirtualHost");
    let changed = match place.as_str() {
        "replaces lines of this name; else above the first VirtualHost" => {
            text.option(&lines, first_host)
        }
        "replaces the line of this name; else first in the file" => text.option(&lines, |_| true),
        "one more line within modules_enabled" => text.below("modules_enabled = {", 4, &lines),
        "one more line under modules" => text.below("modules:", 2, &lines),
        "one more line under hosts" => text.below("hosts:", 2, &lines),
        "one more entry under listen" => text.below("listen:", 0, &lines),
        "the last line of the file" => text.last(&lines),
        "one more line in each ejabberd_c2s listener without \"tls: true\", in place of those that \
         begin with starttls" => text.in_listeners(&lines),
        place if place.starts_with("where certfiles is there already, only its two lines") => {
            text.files(&lines)
        }
        place => match place.split_once("; where there is such a line already, only add ") {
            Some(("above the first VirtualHost", rest)) => text.item(&lines, rest, '}', first_host),
            Some(("first in the file", rest)) => text.item(&lines, rest, ']', |_| true),
            _ => panic!("nobody knows where this is: {place:?}"),
        },
    };
    changed.0.join("\n") + "\n"
}

/// Where lines go, and the lines.
#[track_caller]
fn parts(snippet: &str) -> (String, String) {
    let comment = |line: &str| -> Option<String> {
        let line = line.trim_start();
        let text = line.strip_prefix("-- ").or_else(|| line.strip_prefix("# "));
        text.map(str::to_owned)
    };
    let above: Vec<String> = snippet.lines().map_while(comment).collect();
    if !above.is_empty() {
        let lines: Vec<&str> = snippet.lines().skip(above.len()).collect();
        return (above.join(" "), lines.join("\n"));
    }
    let behind = snippet.split_once("  -- ");
    let behind = behind.or_else(|| snippet.split_once("  # "));
    let (line, place) = behind.unwrap_or_else(|| panic!("where does this go? {snippet:?}"));
    (place.to_owned(), line.to_owned())
}

struct Lines(Vec<String>);

impl Lines {
    /// In the place of the lines that set this option, else above the first
    /// that is meant.
    fn option(mut self, line: &str, above: impl Fn(&str) -> bool) -> Self {
        let mut found = false;
        for one in self.0.iter_mut().filter(|one| name(one) == name(line)) {
            found = true;
            line.clone_into(one);
        }
        match found {
            true => self,
            false => self.above(line, above),
        }
    }

    /// One more item of a list, or the list.
    #[track_caller]
    fn item(mut self, line: &str, rest: &str, end: char, above: impl Fn(&str) -> bool) -> Self {
        let item = rest.strip_suffix(" to it").unwrap();
        let Some(list) = self.0.iter_mut().find(|one| name(one) == name(line)) else {
            return self.above(line, above);
        };
        let mut items = list.split([' ', ',', '[', ']', '{', '}']);
        if !items.any(|one| one == item) {
            *list = list.replace(end, &format!(", {item} {end}"));
        }
        self
    }

    fn above(mut self, line: &str, above: impl Fn(&str) -> bool) -> Self {
        let at = self.0.iter().position(|one| above(one)).unwrap();
        self.0.insert(at, line.to_owned());
        self
    }

    /// As the first below the line that opens a section.
    fn below(mut self, section: &str, indent: usize, lines: &str) -> Self {
        let at = self.0.iter().position(|one| one == section).unwrap();
        let lines = format!("{:indent$}{lines}", "");
        if !self.0.contains(&lines) {
            self.0.insert(at + 1, lines);
        }
        self
    }

    fn last(mut self, line: &str) -> Self {
        self.0.push(line.to_owned());
        self
    }

    fn in_listeners(self, line: &str) -> Self {
        let mut entries: Vec<Vec<String>> = vec![Vec::new()];
        for one in self.0 {
            if one == "  -" {
                entries.push(Vec::new());
            }
            entries.last_mut().unwrap().push(one);
        }
        for entry in &mut entries {
            let has = |wanted: &str| entry.iter().any(|one| one.trim() == wanted);
            if has("module: ejabberd_c2s") && !has("tls: true") {
                entry.retain(|one| !one.trim().starts_with("starttls"));
                entry.insert(1, format!("    {line}"));
            }
        }
        Self(entries.concat())
    }

    /// The files of a certificate; all that are there are for one domain here.
    fn files(mut self, block: &str) -> Self {
        let Some(at) = self.0.iter().position(|one| one == "certfiles:") else {
            self.0.insert(0, block.to_owned());
            return self;
        };
        while self.0[at + 1].starts_with("  - ") {
            self.0.remove(at + 1);
        }
        let (_, files) = block.split_once('\n').unwrap();
        self.0.insert(at + 1, files.to_owned());
        self
    }
}

/// What a line sets.
fn name(line: &str) -> &str {
    let line = line.trim_start();
    line.split([' ', ':', '=']).next().unwrap_or_default()
}
