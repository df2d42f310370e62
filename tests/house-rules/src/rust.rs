use std::collections::BTreeMap;
use std::ops::Range;

use crate::lexer::{Token, tokens};

/// One Rust file: its code without comments, texts and tests.
#[derive(Debug)]
pub struct RustFile {
    /// Path from the root of the repository.
    pub path: String,
    /// The text as it stands.
    pub text: String,
    /// True where the whole file is test code: in a folder `tests` or `benches`, a file `tests.rs`, or a module
    /// that is declared behind `#[cfg(test)]`.
    pub test: bool,
    all: Vec<Token>,
    product: Vec<Token>,
    test_modules: Vec<String>,
}

impl RustFile {
    pub(crate) fn read(path: &str, text: &str) -> Self {
        let all = tokens(text);
        let hidden = behind_cfg_test(&all);
        let test_modules = hidden.iter().filter_map(|range| declared_module(&all[range.clone()])).collect();
        let shown = |at: &usize| !hidden.iter().any(|range| range.contains(at));
        let product = (0..all.len()).filter(shown).map(|at| all[at].clone()).collect();
        let parts: Vec<&str> = path.split('/').collect();
        let test = parts.iter().any(|part| matches!(*part, "tests" | "tests.rs" | "benches"))
            || starts(&all, &["#", "!", "[", "cfg", "(", "test", ")", "]"]);
        let mut file =
            Self { path: path.to_owned(), text: text.to_owned(), test: false, all, product, test_modules };
        if test {
            file.mark_as_test();
        }
        file
    }

    pub(crate) fn mark_as_test(&mut self) {
        self.test = true;
        self.product.clear();
    }

    /// Path without `.rs` of each module that this file declares behind `#[cfg(test)]`.
    pub(crate) fn test_modules(&self) -> Vec<String> {
        let stem = self.path.trim_end_matches(".rs");
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        let home = if matches!(name, "lib" | "main" | "mod") { folder } else { stem };
        self.test_modules.iter().map(|module| format!("{home}/{module}")).collect()
    }

    pub(crate) fn belongs_to(&self, module: &str) -> bool {
        self.path.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    }

    /// The tokens of the product's code; none in a test file.
    #[must_use]
    pub fn product(&self) -> &[Token] {
        &self.product
    }

    /// The tokens of all code of the file, tests included.
    #[must_use]
    pub fn all(&self) -> &[Token] {
        &self.all
    }

    /// The lines of the product's code where this run of tokens starts.
    #[must_use]
    pub fn lines_with(&self, run: &[&str]) -> Vec<usize> {
        lines_with(&self.product, run)
    }

    /// The same in all code of the file, tests included.
    #[must_use]
    pub fn lines_with_anywhere(&self, run: &[&str]) -> Vec<usize> {
        lines_with(&self.all, run)
    }

    /// The attributes of the product's code: line, and the words between the brackets.
    #[must_use]
    pub fn attributes(&self) -> Vec<(usize, Vec<String>)> {
        let mut found = Vec::new();
        for at in 0..self.product.len() {
            let inner = starts(&self.product[at..], &["#", "!", "["]);
            if inner || starts(&self.product[at..], &["#", "["]) {
                let open = if inner { at + 2 } else { at + 1 };
                let close = closing(&self.product, open);
                let words = self.product[open + 1..close].iter().map(|token| token.text.clone()).collect();
                found.push((self.product[at].line, words));
            }
        }
        found
    }

    /// For each of these files in which one of the runs of tokens stands: its path and the lines.
    #[must_use]
    pub fn places<'a>(
        files: impl IntoIterator<Item = &'a Self>,
        runs: &[&[&str]],
    ) -> BTreeMap<String, Vec<usize>> {
        let mut found = BTreeMap::new();
        for file in files {
            let mut lines: Vec<usize> = runs.iter().flat_map(|run| file.lines_with(run)).collect();
            lines.sort_unstable();
            lines.dedup();
            if !lines.is_empty() {
                found.insert(file.path.clone(), lines);
            }
        }
        found
    }
}

fn lines_with(code: &[Token], run: &[&str]) -> Vec<usize> {
    (0..code.len()).filter(|at| starts(&code[*at..], run)).map(|at| code[at].line).collect()
}

fn starts(code: &[Token], run: &[&str]) -> bool {
    code.len() >= run.len() && code.iter().zip(run).all(|(token, wanted)| token.text == *wanted)
}

/// The place of the bracket that closes the one at `open`.
fn closing(code: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in code.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    code.len() - 1
}

/// The items that exist only for tests, each with the attribute in front of it.
fn behind_cfg_test(code: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < code.len() {
        let rest = &code[at..];
        if starts(rest, &["#", "[", "cfg", "(", "test", ")", "]"])
            || starts(rest, &["#", "[", "cfg", "(", "all", "(", "test"])
        {
            let end = item_end(code, closing(code, at + 1) + 1);
            found.push(at..end);
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// Where the item that starts at `at` ends: after its `;`, or after its braces.
fn item_end(code: &[Token], mut at: usize) -> usize {
    let mut import = false;
    while at < code.len() {
        match code[at].text.as_str() {
            "#" if starts(&code[at..], &["#", "["]) => at = closing(code, at + 1),
            "use" => import = true,
            "(" | "[" => at = closing(code, at),
            "{" if import => at = closing(code, at),
            "{" => return closing(code, at) + 1,
            ";" => return at + 1,
            _ => {}
        }
        at += 1;
    }
    code.len()
}

/// The name in `mod name;`.
fn declared_module(item: &[Token]) -> Option<String> {
    let at = item.iter().position(|token| token.text == "mod")?;
    let (name, end) = (item.get(at + 1)?, item.get(at + 2)?);
    (end.text == ";").then(|| name.text.clone())
}

#[cfg(test)]
mod tests {
    use crate::tree::Tree;

    #[test]
    fn what_stands_behind_cfg_test_is_not_product_code() {
        let code = "use a::b;\n#[cfg(test)]\nuse c::{d, e};\n#[cfg(test)]\n#[path = \"x\"]\nmod tests { fn f() { g(); } }\nfn h() {}";
        let tree = Tree::of(&[("crates/x/src/lib.rs", code)]);
        let file = &tree.rust()[0];
        assert_eq!(file.lines_with(&["g"]), Vec::<usize>::new());
        assert_eq!(file.lines_with(&["d"]), Vec::<usize>::new());
        assert_eq!(file.lines_with(&["fn", "h"]), [7]);
        assert_eq!(file.lines_with_anywhere(&["g"]), [6]);
    }

    #[test]
    fn a_module_declared_for_tests_makes_its_file_a_test_file() {
        let tree = Tree::of(&[
            ("crates/x/src/lib.rs", "#[cfg(test)]\nmod fakes;\nmod real;"),
            ("crates/x/src/fakes.rs", "fn f() {}"),
            ("crates/x/src/fakes/inner.rs", "fn f() {}"),
            ("crates/x/src/real.rs", "fn f() {}"),
        ]);
        let marked: Vec<String> =
            tree.rust().into_iter().filter(|file| file.test).map(|file| file.path).collect();
        assert_eq!(marked, ["crates/x/src/fakes.rs", "crates/x/src/fakes/inner.rs"]);
    }

    #[test]
    fn attributes_are_read_with_their_words() {
        let tree = Tree::of(&[("crates/x/src/lib.rs", "#![a]\n#[b(c = \"d\")]\nfn f() {}")]);
        let found = tree.rust()[0].attributes();
        assert_eq!(found[0], (1, vec!["a".to_owned()]));
        assert_eq!(found[1].1, ["b", "(", "c", "=", "\"", ")"]);
    }
}
