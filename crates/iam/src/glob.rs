//! Patterns with `*` and `?`, matched without allocating and without regular expressions.
//!
//! `*` stands for any run of characters, also an empty one, and `?` for exactly one character.
//! Neither stops at a colon or a slash.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use crate::template::{Lookup, Resolved, Syntax, Token, Variable, tokens};

/// Whether `text` matches `pattern`, case counting, with `*` and `?` as the only special characters.
///
/// A one-off form for tools and tests; what is matched again and again is compiled.
///
/// ```
/// assert!(bartizan_iam::glob_matches("arn:aws:s3:::logs-?/*", "arn:aws:s3:::logs-1/a/b"));
/// assert!(!bartizan_iam::glob_matches("a?c", "ac"));
/// ```
#[must_use]
pub fn glob_matches(pattern: &str, text: &str) -> bool {
    Pattern::new(pattern, Syntax::GLOB).matches(text, &NoVariables) == Match::Yes
}

/// What matching a pattern with variables can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// The text matches.
    Yes,
    /// The text does not match.
    No,
    /// It depends on a variable whose value is not known.
    Unknown,
}

impl From<bool> for Match {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// A pattern, taken apart once; the cheap shapes are by far the most common.
#[derive(Debug, Clone)]
pub(crate) enum Pattern {
    /// `*` alone.
    Any,
    /// No wildcard and no variable.
    Literal(Box<str>),
    /// One `*`, at the end.
    Prefix(Box<str>),
    /// Wildcards anywhere.
    Glob(Glob),
    /// Wildcards and variables anywhere.
    Template(Box<Template>),
}

/// A pattern with variables.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    glob: Glob,
    /// The same with `*` where a variable stands: what it does not match, no value of the variables will.
    relaxed: Pattern,
}

impl Pattern {
    /// Takes a pattern apart.
    pub(crate) fn new(text: &str, syntax: Syntax) -> Self {
        Self::from_tokens(tokens(text, syntax))
    }

    pub(crate) fn from_tokens(tokens: Vec<Token>) -> Self {
        if tokens.iter().any(|token| matches!(token, Token::Var(_))) {
            let relaxed = tokens.iter().map(|token| match token {
                Token::Var(_) => Token::Any,
                other => other.clone(),
            });
            return Self::Template(Box::new(Template {
                relaxed: Self::from_tokens(relaxed.collect()),
                glob: Glob::new(tokens),
            }));
        }
        match tokens.as_slice() {
            [] => Self::Literal(Box::default()),
            [Token::Any] => Self::Any,
            [Token::Text(text)] => Self::Literal(text.clone()),
            [Token::Text(text), Token::Any] => Self::Prefix(text.clone()),
            _ => Self::Glob(Glob::new(tokens)),
        }
    }

    /// The pieces that it was made from.
    pub(crate) fn tokens(&self) -> Vec<Token> {
        match self {
            Self::Any => vec![Token::Any],
            Self::Literal(text) => vec![Token::Text(text.clone())],
            Self::Prefix(text) => vec![Token::Text(text.clone()), Token::Any],
            Self::Glob(glob) => glob.tokens(),
            Self::Template(template) => template.glob.tokens(),
        }
    }

    /// Whether the text matches, with the variables looked up.
    pub(crate) fn matches(&self, text: &str, lookup: &impl Lookup) -> Match {
        match self {
            Self::Any => Match::Yes,
            Self::Literal(literal) => (**literal == *text).into(),
            Self::Prefix(prefix) => text.starts_with(&**prefix).into(),
            Self::Glob(glob) => glob.matches(text, &NoVariables).into(),
            Self::Template(template) => template.matches(text, lookup),
        }
    }
}

impl Template {
    fn matches(&self, text: &str, lookup: &impl Lookup) -> Match {
        let mut unknown = false;
        for variable in self.glob.variables() {
            match lookup.variable(variable) {
                Resolved::Text(_) => {}
                // A variable without a value equals nothing.
                // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
                Resolved::Missing => return Match::No,
                Resolved::Unknown => unknown = true,
            }
        }
        if !unknown {
            return self.glob.matches(text, lookup).into();
        }
        match self.relaxed.matches(text, &NoVariables) {
            Match::No => Match::No,
            _ => Match::Unknown,
        }
    }
}

/// Nothing has a value; for patterns that have no variable.
pub(crate) struct NoVariables;

impl Lookup for NoVariables {
    fn variable<'v>(&'v self, _: &'v Variable) -> Resolved<'v> {
        Resolved::Missing
    }
}

/// The runs between the stars. The first is anchored at the start, the last at the end,
/// and the ones between are looked for from the left: with `*` alone as a wildcard of
/// any length, the leftmost place is never worse than a later one.
#[derive(Debug, Clone)]
pub(crate) struct Glob {
    head: Box<[Token]>,
    /// `None` when there is no star: then the head is the whole.
    rest: Option<Rest>,
}

#[derive(Debug, Clone)]
struct Rest {
    middle: Box<[Box<[Token]>]>,
    tail: Box<[Token]>,
}

impl Glob {
    fn new(tokens: Vec<Token>) -> Self {
        let mut runs: Vec<Box<[Token]>> = Vec::new();
        let mut run = Vec::new();
        for token in tokens {
            if matches!(token, Token::Any) {
                runs.push(std::mem::take(&mut run).into_boxed_slice());
            } else {
                run.push(token);
            }
        }
        let last = run.into_boxed_slice();
        let mut runs = runs.into_iter();
        match runs.next() {
            None => Self {
                head: last,
                rest: None,
            },
            Some(head) => Self {
                head,
                rest: Some(Rest {
                    middle: runs.filter(|run| !run.is_empty()).collect(),
                    tail: last,
                }),
            },
        }
    }

    fn tokens(&self) -> Vec<Token> {
        let mut tokens = self.head.to_vec();
        let Some(rest) = &self.rest else {
            return tokens;
        };
        for run in rest.middle.iter().chain([&rest.tail]) {
            tokens.push(Token::Any);
            tokens.extend(run.iter().cloned());
        }
        tokens
    }

    fn variables(&self) -> impl Iterator<Item = &Variable> {
        let (middle, tail): (&[Box<[Token]>], &[Token]) = match &self.rest {
            None => (&[], &[]),
            Some(rest) => (&rest.middle, &rest.tail),
        };
        let runs = middle.iter().flat_map(|run| run.iter());
        self.head
            .iter()
            .chain(runs)
            .chain(tail)
            .filter_map(|token| match token {
                Token::Var(variable) => Some(&**variable),
                _ => None,
            })
    }

    fn matches(&self, text: &str, lookup: &impl Lookup) -> bool {
        let Some(mut text) = strip_prefix(text, &self.head, lookup) else {
            return false;
        };
        let Some(rest) = &self.rest else {
            return text.is_empty();
        };
        match strip_suffix(text, &rest.tail, lookup) {
            Some(before) => text = before,
            None => return false,
        }
        for run in &rest.middle {
            match find(text, run, lookup) {
                Some(after) => text = after,
                None => return false,
            }
        }
        true
    }
}

/// What follows the run at the start of the text.
fn strip_prefix<'t>(text: &'t str, run: &[Token], lookup: &impl Lookup) -> Option<&'t str> {
    let mut text = text;
    for token in run {
        text = match token {
            Token::Text(part) => text.strip_prefix(&**part)?,
            Token::Var(variable) => match lookup.variable(variable) {
                Resolved::Text(value) => text.strip_prefix(value)?,
                _ => return None,
            },
            Token::One | Token::Any => {
                let mut chars = text.chars();
                chars.next()?;
                chars.as_str()
            }
        };
    }
    Some(text)
}

/// What precedes the run at the end of the text.
fn strip_suffix<'t>(text: &'t str, run: &[Token], lookup: &impl Lookup) -> Option<&'t str> {
    let mut text = text;
    for token in run.iter().rev() {
        text = match token {
            Token::Text(part) => text.strip_suffix(&**part)?,
            Token::Var(variable) => match lookup.variable(variable) {
                Resolved::Text(value) => text.strip_suffix(value)?,
                _ => return None,
            },
            Token::One | Token::Any => {
                let mut chars = text.chars();
                chars.next_back()?;
                chars.as_str()
            }
        };
    }
    Some(text)
}

/// What follows the first place where the run matches.
fn find<'t>(text: &'t str, run: &[Token], lookup: &impl Lookup) -> Option<&'t str> {
    if let [Token::Text(part)] = run {
        // The library's search is linear, which keeps `*a*a*a…` against a long text linear too.
        return text.split_once(&**part).map(|(_, after)| after);
    }
    let mut from = text;
    loop {
        if let Some(Token::Text(first)) = run.first() {
            from = from.get(from.find(&**first)?..)?;
        }
        if let Some(after) = strip_prefix(from, run, lookup) {
            return Some(after);
        }
        let mut chars = from.chars();
        chars.next()?;
        from = chars.as_str();
    }
}

/// Whether `text` matches `pattern` by `*` and `?`, ASCII case not counting: how actions match.
///
/// `pattern` is lower case already. <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
pub(crate) fn matches_ignoring_case(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut pos) = (0, 0);
    // Where the last star stands, and how far the text was when it was met.
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = text.get(pos) {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, pos));
                at += 1;
                continue;
            }
            Some(b'?') => {
                at += 1;
                pos += 1;
                continue;
            }
            Some(wanted) if *wanted == byte.to_ascii_lowercase() => {
                at += 1;
                pos += 1;
                continue;
            }
            _ => {}
        }
        match &mut star {
            None => return false,
            Some((star_at, star_pos)) => {
                *star_pos += 1;
                at = *star_at + 1;
                pos = *star_pos;
            }
        }
    }
    pattern
        .get(at..)
        .is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
#[path = "glob/tests.rs"]
mod tests;
