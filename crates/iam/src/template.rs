//! Text with wildcards and policy variables, taken apart into tokens.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use crate::context::Key;

/// One piece of a pattern.
#[derive(Debug, Clone)]
pub(crate) enum Token {
    /// These characters.
    Text(Box<str>),
    /// Any run of characters.
    Any,
    /// Exactly one character.
    One,
    /// The value of a context key.
    Var(Box<Variable>),
}

/// `${key}` or `${key, 'default'}`.
#[derive(Debug, Clone)]
pub(crate) struct Variable {
    pub(crate) key: Key,
    pub(crate) default: Option<Box<str>>,
}

/// What is special in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Syntax {
    /// `*` and `?` are wildcards.
    pub(crate) wildcards: bool,
    /// `${…}` is a variable, or one of `${*}`, `${?}` and `${$}`. Only in documents of version 2012-10-17.
    pub(crate) variables: bool,
}

impl Syntax {
    /// Wildcards alone.
    pub(crate) const GLOB: Self = Self {
        wildcards: true,
        variables: false,
    };
}

/// Where variables get their values.
pub(crate) trait Lookup {
    fn variable<'v>(&'v self, variable: &'v Variable) -> Resolved<'v>;
}

/// What a variable stands for in a request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Resolved<'v> {
    /// This text, in which `*` is an asterisk.
    Text(&'v str),
    /// Nothing: the key has no value and the variable no default.
    Missing,
    /// It is not known whether the key has a value.
    Unknown,
}

/// Takes a text apart. Stars in a row become one; they mean the same.
pub(crate) fn tokens(text: &str, syntax: Syntax) -> Vec<Token> {
    let mut out = Tokens::default();
    let mut rest = text;
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' if syntax.wildcards => out.push(Token::Any),
            '?' if syntax.wildcards => out.push(Token::One),
            '$' if syntax.variables => {
                if let Some((piece, after)) = variable(rest) {
                    match piece {
                        Piece::Literal(c) => out.text.push(c),
                        Piece::Variable(variable) => out.push(Token::Var(Box::new(variable))),
                    }
                    rest = after;
                    chars = rest.chars();
                    continue;
                }
                out.text.push(c);
            }
            c => out.text.push(c),
        }
        rest = chars.as_str();
    }
    out.flush();
    out.tokens
}

#[derive(Default)]
struct Tokens {
    tokens: Vec<Token>,
    text: String,
}

impl Tokens {
    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.tokens
                .push(Token::Text(std::mem::take(&mut self.text).into()));
        }
    }

    fn push(&mut self, token: Token) {
        self.flush();
        if matches!(token, Token::Any) && matches!(self.tokens.last(), Some(Token::Any)) {
            return;
        }
        self.tokens.push(token);
    }
}

enum Piece {
    Literal(char),
    Variable(Variable),
}

/// The variable at the start of the text and what follows it. What is not shaped like a
/// variable stays text, as AWS would not have stored it as a variable.
fn variable(text: &str) -> Option<(Piece, &str)> {
    let inside = text.strip_prefix("${")?;
    for c in ['*', '?', '$'] {
        if let Some(after) = inside.strip_prefix(c).and_then(|s| s.strip_prefix('}')) {
            return Some((Piece::Literal(c), after));
        }
    }
    let end = inside.find(['}', ',', '$', '{'])?;
    let (key, after) = inside.split_at_checked(end)?;
    let key = key.trim();
    if key.is_empty() {
        return None;
    }
    let (default, after) = match after.strip_prefix(',') {
        None => (None, after.strip_prefix('}')?),
        Some(after) => {
            let (default, after) = after.trim_start().strip_prefix('\'')?.split_once('\'')?;
            (Some(default), after.trim_start().strip_prefix('}')?)
        }
    };
    let variable = Variable {
        key: Key::of_variable(key),
        default: default.map(Into::into),
    };
    Some((Piece::Variable(variable), after))
}
