//! Reads the source as far as it must be read to know which paths it names. Comments, texts and
//! what is compiled for tests alone are left out, modules inside a file are followed, lists of
//! names in braces are written out, and `super` and `self` are resolved.

/// What may stand before a path and is no part of it.
const KEYWORDS: [&str; 19] = [
    "as", "break", "const", "dyn", "else", "for", "if", "impl", "in", "let", "match", "move", "mut", "ref",
    "return", "type", "use", "where", "while",
];

/// A source file as its words: names and numbers, `::`, and every other sign alone.
pub struct Source<'a> {
    module: Vec<&'a str>,
    words: Vec<&'a str>,
}

impl<'a> Source<'a> {
    /// Reads the source of a module of the crate, which is named by its path from the root.
    pub fn read(module: Vec<&'a str>, text: &'a str) -> Source<'a> {
        Source { module, words: without_tests(&words(text)) }
    }

    /// The words.
    pub fn words(&self) -> &[&'a str] {
        &self.words
    }

    /// Every path, as it is spelled; of this crate as `crate::a::b`, whatever its spelling was.
    pub fn paths(&self) -> Vec<String> {
        let words = &self.words;
        let (mut out, mut modules, mut depth, mut at) = (Vec::new(), Vec::new(), 0u32, 0);
        while at < words.len() {
            match words[at] {
                // Not a use: who may see an item.
                "pub" if words.get(at + 1) == Some(&"(") => {
                    at += words[at..].iter().position(|&word| word == ")").unwrap_or(0);
                }
                "extern" if words.get(at + 1) == Some(&"crate") => {
                    if words.get(at + 2) == Some(&"self") {
                        out.push("crate".to_owned());
                    }
                    at += 1;
                }
                // A module inside the file: `super` leads out of it first.
                "mod" if words.get(at + 2) == Some(&"{") => {
                    modules.push((words[at + 1], depth));
                    at += 1;
                }
                "{" => depth += 1,
                "}" => {
                    depth = depth.saturating_sub(1);
                    if modules.last().is_some_and(|&(_, begun)| begun == depth) {
                        modules.pop();
                    }
                }
                word if is_name(word) && !KEYWORDS.contains(&word) && self.begins(at) => {
                    let mut found = Vec::new();
                    at = branches(words, at, Vec::new(), &mut found);
                    let inside = modules.iter().map(|&(name, _)| name);
                    let here: Vec<&str> = self.module.iter().copied().chain(inside).collect();
                    out.extend(found.iter().map(|path| resolved(&here, path)));
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        out
    }

    /// Whether a path begins here: after `::` only where that says that the path begins outside of
    /// this crate (`::std::env`, but not `a::<T>::b`).
    fn begins(&self, at: usize) -> bool {
        let before = |n: usize| at.checked_sub(n).map_or("", |at| self.words[at]);
        before(1) != "::" || KEYWORDS.contains(&before(2)) || !(is_name(before(2)) || before(2) == ">")
    }
}

/// Reads one path with all its branches; says where it ends.
fn branches<'a>(
    words: &[&'a str],
    mut at: usize,
    mut path: Vec<&'a str>,
    out: &mut Vec<Vec<&'a str>>,
) -> usize {
    while let Some(&word) = words.get(at) {
        if word == "{" {
            at += 1;
            while let Some(&word) = words.get(at) {
                match word {
                    "}" => return at + 1,
                    // `a as b` is a use of `a`.
                    "as" => at += 2,
                    _ if is_name(word) || matches!(word, "{" | "*") => {
                        at = branches(words, at, path.clone(), out)
                    }
                    _ => at += 1,
                }
            }
            return at;
        }
        path.push(word);
        at += 1;
        // `a::<T>::b` names `a`, and then `T`.
        let goes_on = words.get(at) == Some(&"::")
            && words.get(at + 1).is_some_and(|next| is_name(next) || matches!(*next, "{" | "*"));
        if !goes_on {
            break;
        }
        at += 1;
    }
    out.push(path);
    at
}

/// A path that begins in a module of the crate, from the root of the crate.
fn resolved(module: &[&str], path: &[&str]) -> String {
    let mut out: Vec<&str> = match path[0] {
        "crate" | "eventual" => vec!["crate"],
        "self" | "super" => core::iter::once("crate").chain(module.iter().copied()).collect(),
        first => vec![first],
    };
    let rest = if matches!(path[0], "self" | "super") { path } else { &path[1..] };
    for &word in rest {
        match word {
            "super" if out.len() > 1 => drop(out.pop()),
            "self" | "super" => {}
            other => out.push(other),
        }
    }
    out.join("::")
}

/// The words without the items that are compiled for tests alone.
fn without_tests<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let (mut out, mut at) = (Vec::new(), 0);
    while at < words.len() {
        if words[at..].starts_with(&["#", "[", "cfg", "("]) {
            let end = at + 1 + balanced(&words[at + 1..]);
            let only_tests = words[at..end].contains(&"test") && !words[at..end].contains(&"not");
            if only_tests {
                at = end + item(&words[end..]);
                continue;
            }
        }
        out.push(words[at]);
        at += 1;
    }
    out
}

/// The length of what begins with a bracket, up to the one that closes it.
fn balanced(words: &[&str]) -> usize {
    let mut depth = 0;
    for (at, word) in words.iter().enumerate() {
        match *word {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    words.len()
}

/// The length of an item, or of a field or a statement, with its attributes.
fn item(words: &[&str]) -> usize {
    const ITEMS: [&str; 12] = [
        "pub",
        "fn",
        "struct",
        "enum",
        "impl",
        "mod",
        "use",
        "const",
        "static",
        "trait",
        "type",
        "macro_rules",
    ];
    let mut at = 0;
    while words.get(at) == Some(&"#") {
        at += 1 + balanced(&words[at + 1..]);
    }
    let first = words.get(at).copied().unwrap_or_default();
    let uses = words[at..].iter().take(6).take_while(|word| **word != "{").any(|word| *word == "use");
    while at < words.len() {
        match words[at] {
            ")" | "]" | "}" => return at,
            ";" => return at + 1,
            "," if !ITEMS.contains(&first) => return at + 1,
            "{" if !uses => return at + balanced(&words[at..]),
            "(" | "[" | "{" => at += balanced(&words[at..]),
            _ => at += 1,
        }
    }
    at
}

fn is_name(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

/// The words of a source: names and numbers, `::`, and every other sign alone.
fn words(source: &str) -> Vec<&str> {
    let (mut out, mut rest) = (Vec::new(), source);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => comment(rest),
            '"' => quoted(rest),
            // A raw name is the name itself.
            'r' if rest[1..].starts_with('#') && is_name(&rest[2..]) => 2,
            'r' | 'b' | 'c' if text_after(rest).is_some() => text_after(rest).unwrap_or(1),
            '\'' => letter(rest),
            _ if first.is_alphanumeric() || first == '_' => {
                let length = rest
                    .find(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
                    .unwrap_or(rest.len());
                out.push(&rest[..length]);
                length
            }
            ':' if rest.starts_with("::") => {
                out.push("::");
                2
            }
            _ => {
                if !first.is_whitespace() {
                    out.push(&rest[..first.len_utf8()]);
                }
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out
}

/// Comments in braces may be nested.
fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let bytes = &rest.as_bytes()[at..];
        if bytes.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if bytes.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a text with a prefix (`b"..."`, `r#"..."#`), if one begins here. A raw name
/// (`r#type`) is none.
fn text_after(rest: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r"].into_iter().find(|prefix| rest.starts_with(prefix))?;
    let after = &rest[prefix.len()..];
    if !prefix.ends_with('r') {
        return if prefix == "b" && after.starts_with('\'') {
            Some(1 + letter(after))
        } else {
            after.starts_with('"').then(|| prefix.len() + quoted(after))
        };
    }
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then(|| {
        let close = format!("\"{}", "#".repeat(hashes));
        let begin = prefix.len() + hashes + 1;
        rest[begin..].find(&close).map_or(rest.len(), |end| begin + end + close.len())
    })
}

/// A letter in quotes, or else the name of a lifetime, of which only the quote is read over.
fn letter(rest: &str) -> usize {
    let mut letters = rest.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => rest[3.min(rest.len())..].find('\'').map_or(rest.len(), |end| 3 + end + 1),
        Some((at, letter)) if rest[at + letter.len_utf8()..].starts_with('\'') => at + letter.len_utf8() + 1,
        _ => 1,
    }
}
